import type { MethodDescriptor } from "../../worker/protocol";

/** A method in words: what it does, where it comes from, and where it differs from there. */
export function AboutMethod({ method }: { readonly method: MethodDescriptor }) {
  const { departures, reference, summary, takeWhen } = method;
  const { authors, title, venue, year } = reference;
  return (
    <div className="about">
      <p>{summary}</p>
      <p>{takeWhen}</p>
      <p className="reference">
        {authors} ({year}). <cite>{title}</cite>. {venue}.
      </p>
      {departures.length > 0 && (
        // Of another method the list is another one, folded again.
        <details key={method.id}>
          <summary>Where this differs from the paper ({departures.length})</summary>
          <ul>
            {departures.map((departure) => (
              <li key={departure}>{departure}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
