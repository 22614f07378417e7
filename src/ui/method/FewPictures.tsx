import { UnstyledButton } from "@mantine/core";
import type { LabState } from "../../store/lab-state";
import type { MethodDescriptor } from "../../worker/protocol";
import { useLab, useLabApi } from "../use-lab";
import { fewPicturesHint } from "./few-pictures";

const selectMethods = (state: LabState) => state.methods;
const selectVectors = (state: LabState) => state.dataset?.shape.vectors === true;
const selectCount = (state: LabState) => state.dataset?.shape.count ?? null;

interface Props {
  readonly method: MethodDescriptor;
  readonly disabled: boolean;
}

/** Says so where the chosen method has too few pictures to learn anything sensible. A run may start all the same. */
export function FewPictures({ method, disabled }: Props) {
  const store = useLabApi();
  const methods = useLab(selectMethods);
  const count = useLab(selectCount);
  const vectors = useLab(selectVectors);
  const hint = count === null ? null : fewPicturesHint(method, methods, count, vectors);
  if (!hint) return null;
  const { text, instead } = hint;
  return (
    <p className="few-pictures">
      {text}{" "}
      {instead && (
        <UnstyledButton className="link" disabled={disabled} onClick={() => store.getState().chooseMethod(instead.id)}>
          Take {instead.title}
        </UnstyledButton>
      )}
    </p>
  );
}
