"""Calls that make golden values, kept as text and evaluated: what a file says made a value is what made it.

A JSON file that torch made has a field `calls`: for each value, by its path in the file without the places of lists (a star for any
name), the expression that gave it, or "given" for what the others are computed from. A path stands for all that lies below it; "where f"
holds the text of a name that others use. src/numerics/golden-calls.test.ts looks that no value is without its call.
"""

import ast

import torch


class Calls:
    def __init__(self, **scope):
        """`scope` are the names that calls use."""
        self.scope = scope
        self.table = {}

    def given(self, *paths):
        for path in paths:
            self._tell(path, "given")

    def where(self, name, text):
        """Makes `name` what `text` says, for the calls that follow."""
        self.scope[name] = self._evaluated(text, {})
        self._tell(f"where {name}", text)
        return self.scope[name]

    def __call__(self, paths, text, **names):
        """The value of `text`, statements and an expression parted by semicolons, with `names` beside the scope's."""
        for path in [paths] if isinstance(paths, str) else paths:
            self._tell(path, text)
        return self._evaluated(text, names)

    def with_gradients(self, path, text, wanted, **names):
        """(value, gradients to the `wanted` by name), told as those of `path`.value and `path`.gradients."""
        value = self(f"{path}.value", text, **names, **wanted)
        self._tell(f"{path}.gradients", f"torch.autograd.grad(value, [{', '.join(wanted)}])")
        gradients = torch.autograd.grad(value, list(wanted.values()), retain_graph=True, allow_unused=True)
        return value, {
            name: torch.zeros_like(x) if gradient is None else gradient for (name, x), gradient in zip(wanted.items(), gradients)
        }

    def _tell(self, path, text):
        if self.table.setdefault(path, text) != text:
            raise ValueError(f"{path} has two calls: {self.table[path]} and {text}")

    def _evaluated(self, text, names):
        scope = self.scope if not names else {**self.scope, **names}
        *statements, last = ast.parse(text).body
        if statements:
            exec(compile(ast.Module(statements, []), text, "exec"), scope := dict(scope))
        return eval(compile(ast.Expression(last.value), text, "eval"), scope)
