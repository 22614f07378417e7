/** A setting's symbol as papers set it: what follows an underscore stands below the line. */
export function FieldSymbol({ symbol }: { readonly symbol: string }) {
  const [base, below] = symbol.split("_");
  return (
    <i className="symbol">
      {base}
      {below !== undefined && <sub>{below}</sub>}
    </i>
  );
}
