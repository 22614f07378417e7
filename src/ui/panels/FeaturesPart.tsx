import { ActionIcon, Button, Loader, NativeSelect, Popover, TextInput } from "@mantine/core";
import { Sparkles, X } from "lucide-react";
import { type ChangeEvent, type FormEvent, useState } from "react";
import type { LabState } from "../../store/lab-state";
import type { ModelNormalisation } from "../../worker/protocol";
import { count, counted } from "../format";
import { pickedFiles } from "../import/picked-files";
import { featureFiles, takeFeatures } from "../import/take-files";
import { useLab, useLabApi } from "../use-lab";

const selectFeatures = (state: LabState) => state.features;
const selectAttaching = (state: LabState) => state.attaching;
const selectNormalisation = (state: LabState) => state.normalisation;

/** Vectors beside the pictures: what there is, how to bring some, how to be rid of them. */
export function FeaturesPart() {
  const store = useLabApi();
  const features = useLab(selectFeatures);
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
        <span title={features.source}>
          <span className="visually-hidden">Features: </span>
          <b>{features.title}</b>
          <small>{counted(features.cols, "value")} an image</small>
        </span>
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
        data={[
          { value: "imagenet", label: "scaled as ImageNet's" },
          { value: "unit", label: "from 0 to 1" },
          { value: "symmetric", label: "from −1 to 1" },
        ]}
        onChange={(event) => store.getState().chooseNormalisation(event.currentTarget.value as ModelNormalisation)}
      />
      <Button type="submit" variant="light" fullWidth>
        Fetch the model
      </Button>
    </form>
  );
}
