import { ActionIcon, Button, Loader, NativeSelect, Popover, TextInput } from "@mantine/core";
import { RefreshCw, Sparkles, X } from "lucide-react";
import { type ChangeEvent, type FormEvent, useState } from "react";
import { modelAddress } from "../../store/features-slice";
import type { LabState } from "../../store/lab-state";
import type { FeatureSummary, ModelNormalisation } from "../../worker/protocol";
import { count, counted } from "../format";
import { pickedFiles } from "../import/picked-files";
import { featureFiles, takeFeatures } from "../import/take-files";
import { useLab, useLabApi } from "../use-lab";

const selectFeatures = (state: LabState) => state.features;
const selectFromAddress = (state: LabState) => modelAddress(state.featuresCommand);
const selectAttaching = (state: LabState) => state.attaching;
const selectNormalisation = (state: LabState) => state.normalisation;

/** Vectors beside the pictures: what there is, how to bring some, how to be rid of them. */
export function FeaturesPart() {
  const store = useLabApi();
  const features = useLab(selectFeatures);
  const fromAddress = useLab(selectFromAddress);
  const attaching = useLab(selectAttaching);
  const [open, setOpen] = useState(false);
  const state = store.getState();
  if (attaching)
    return (
      <div className="features-row" role="status">
        <Loader size={13} aria-hidden="true" />
        <span>
          {attaching.what}
          {attaching.total !== null && `: ${count(attaching.done)} of ${count(attaching.total)}`}
        </span>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={state.cancelFeatures}>
          Cancel
        </Button>
      </div>
    );
  if (features)
    return (
      <div className="features-row">
        <Sparkles size={13} aria-hidden="true" />
        <span title={originOf(features)}>
          <span className="visually-hidden">Features: </span>
          <b>{features.title}</b>
          <small>{counted(features.cols, "value")} an image</small>
        </span>
        {fromAddress && (
          <ActionIcon
            size="sm"
            aria-label="Fetch the model again"
            title="Fetch the model again, in case another one lies at its address by now"
            onClick={state.fetchModelAgain}
          >
            <RefreshCw size={13} aria-hidden="true" />
          </ActionIcon>
        )}
        <ActionIcon size="sm" aria-label="Remove the features" title="Remove the features" onClick={state.removeFeatures}>
          <X size={13} aria-hidden="true" />
        </ActionIcon>
      </div>
    );
  return (
    <Popover opened={open} onChange={setOpen} width={290} position="bottom" trapFocus>
      <Popover.Target>
        <button type="button" className="import-button" onClick={() => setOpen(!open)}>
          <Sparkles size={14} aria-hidden="true" />
          Add features…
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <FeaturesForm onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** What a model was trained on, in words. */
const normalisations: Readonly<Record<ModelNormalisation, string>> = {
  imagenet: "scaled as ImageNet's",
  unit: "from 0 to 1",
  symmetric: "from −1 to 1",
};

/** All that is needed to have these features again. */
function originOf({ source, model }: FeatureSummary): string {
  return model ? `${source}, for pixels ${normalisations[model.normalisation]}; SHA-256 of the model: ${model.hash}` : source;
}

function FeaturesForm({ onDone }: { readonly onDone: () => void }) {
  const store = useLabApi();
  const normalisation = useLab(selectNormalisation);
  const take = (event: ChangeEvent<HTMLInputElement>): void => {
    const picked = pickedFiles(event.currentTarget.files);
    if (!picked) return;
    takeFeatures(store, picked.files);
    onDone();
  };
  const fetchModel = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const url = new FormData(event.currentTarget).get("url");
    if (typeof url !== "string" || url === "") return;
    store.getState().extractFeatures({ kind: "url", url });
    onDone();
  };
  return (
    <form className="popover-form" onSubmit={fetchModel}>
      <p className="muted">
        Features are numbers that say what is in a picture. Those of a network that has seen millions of pictures are clustered
        far better than pixels. Bring them as a table or array with file names, or the network itself.
      </p>
      <label className="import-button">
        Choose a table, an array or a model
        <input type="file" multiple accept={featureFiles} className="visually-hidden" onChange={take} />
      </label>
      <TextInput
        type="url"
        name="url"
        required
        withAsterisk={false}
        size="xs"
        label="Or a model from a URL"
        placeholder="https://…/model.onnx"
      />
      <NativeSelect
        label="The model was trained on pixels"
        size="xs"
        value={normalisation}
        data={Object.entries(normalisations).map(([value, label]) => ({ value, label }))}
        onChange={(event) => store.getState().chooseNormalisation(event.currentTarget.value as ModelNormalisation)}
      />
      <Button type="submit" variant="light" fullWidth>
        Fetch the model
      </Button>
    </form>
  );
}
