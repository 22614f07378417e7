import { NativeSelect, UnstyledButton } from "@mantine/core";
import { ChevronDown, Dices, Search } from "lucide-react";
import { useId, useState } from "react";
import { settingsForColourless } from "../../core/colourless-settings";
import { methodId } from "../../core/ids";
import { chosenInputKind } from "../../store/chosen-input";
import type { LabState } from "../../store/lab-state";
import { chosenMethod, largestClusterCount, smallestClusterCount, valuesOfMethod } from "../../store/recipe-slice";
import { isGoingOn } from "../../store/run-slice";
import { HyperparameterForm } from "../fields/HyperparameterForm";
import { NumberControl } from "../fields/NumberControl";
import { Panel } from "../kit/Panel";
import { AboutMethod } from "../method/AboutMethod";
import { AugmentationPreview } from "../method/AugmentationPreview";
import { FewPictures } from "../method/FewPictures";
import { findMethods } from "../method/find-methods";
import { InputSelect } from "../method/InputSelect";
import { MethodBrowser } from "../method/MethodBrowser";
import { RecipeSelect } from "../method/RecipeSelect";
import { VectorForm } from "../method/VectorForm";
import { useLab, useLabApi } from "../use-lab";

const selectMethods = (state: LabState) => state.methods;
const selectMethod = (state: LabState) => chosenMethod(state);
const selectValues = (state: LabState) => {
  const method = chosenMethod(state);
  return method ? valuesOfMethod(state, method) : null;
};
const selectGoingOn = (state: LabState) => isGoingOn(state.status);
const selectClusterCount = (state: LabState) => state.clusterCount;
const selectDatasetId = (state: LabState) => state.dataset?.datasetId ?? null;
const selectOnVectors = (state: LabState) => chosenInputKind(state).vectors;
const selectColourless = (state: LabState) => chosenInputKind(state).colourless;
const selectSeed = (state: LabState) => state.seed;
/** Nobody has said how many groups there are, and no labels do. */
const selectGuessed = (state: LabState) => state.dataset !== null && !state.dataset.truth && !state.clusterCountChosen;

/** How it is clustered: the method in words, and its settings. `folded` starts with the settings hidden. */
export function MethodPanel({ folded = false }: { readonly folded?: boolean }) {
  const store = useLabApi();
  const methods = useLab(selectMethods);
  const method = useLab(selectMethod);
  const values = useLab(selectValues);
  const goingOn = useLab(selectGoingOn);
  const clusterCount = useLab(selectClusterCount);
  const seed = useLab(selectSeed);
  const guessed = useLab(selectGuessed);
  const dataset = useLab(selectDatasetId);
  const onVectors = useLab(selectOnVectors);
  const colourless = useLab(selectColourless);
  const [open, setOpen] = useState(!folded);
  const [browsing, setBrowsing] = useState(false);
  const settingsId = useId();
  if (!method || !values)
    return (
      <Panel title="Method">
        <p className="muted">The engine is starting; it will say which methods it has.</p>
      </Panel>
    );
  const state = store.getState();
  const offered = colourless ? { ...method, hyperparameters: settingsForColourless(method.hyperparameters) } : method;
  return (
    <Panel title="Method" className="method-panel">
      <div className="with-button">
        <NativeSelect
          aria-label="Clustering method"
          size="sm"
          data={findMethods(methods).map(({ title, methods: own }) => ({
            group: title,
            items: own.map(({ id, title: label }) => ({ value: id, label })),
          }))}
          value={method.id}
          disabled={goingOn}
          onChange={(event) => state.chooseMethod(methodId(event.currentTarget.value))}
        />
        <UnstyledButton
          className="icon-button"
          aria-label="Find a method"
          title="Find a method: all of them, with a sentence about each"
          disabled={goingOn}
          onClick={() => setBrowsing(true)}
        >
          <Search size={15} aria-hidden="true" />
        </UnstyledButton>
      </div>
      <MethodBrowser
        methods={methods}
        chosen={method.id}
        opened={browsing}
        onChoose={state.chooseMethod}
        onClose={() => setBrowsing(false)}
      />
      <FewPictures method={method} disabled={goingOn} />
      <InputSelect method={method} disabled={goingOn} />
      <div className="pair">
        {method.findsClusters ? (
          <p className="muted finds-clusters">Finds the number of clusters itself.</p>
        ) : (
          <NumberControl
            id="cluster-count"
            label="Clusters"
            symbol="k"
            value={clusterCount}
            min={smallestClusterCount}
            max={largestClusterCount}
            whole
            of={dataset}
            disabled={goingOn}
            onChange={state.setClusterCount}
          />
        )}
        <div className="with-button">
          <NumberControl
            id="seed"
            label="Seed"
            value={seed}
            min={0}
            max={2 ** 31 - 1}
            whole
            disabled={goingOn}
            onChange={state.setSeed}
          />
          <UnstyledButton
            className="icon-button"
            aria-label="Another seed"
            title="Another seed"
            disabled={goingOn}
            onClick={() => state.setSeed(crypto.getRandomValues(new Uint16Array(1))[0])}
          >
            <Dices size={15} aria-hidden="true" />
          </UnstyledButton>
        </div>
      </div>
      {guessed && !method.findsClusters && (
        <p className="muted">
          k is a guess. A cluster with two kinds in it wants a larger one, two clusters alike a smaller; HDBSCAN and DBSCAN find
          the number themselves.
        </p>
      )}
      <AboutMethod method={method} />
      <UnstyledButton className="fold fold-main" aria-expanded={open} aria-controls={settingsId} onClick={() => setOpen(!open)}>
        <ChevronDown size={14} className={open ? "fold-icon fold-open" : "fold-icon"} aria-hidden="true" />
        Settings
      </UnstyledButton>
      <div id={settingsId} hidden={!open}>
        {open && (
          <>
            <RecipeSelect method={offered} values={values} disabled={goingOn} />
            {goingOn && (
              <p className="muted note">
                <span className="live-dot" /> Marked settings change the run at once; the others wait for the next run.
              </p>
            )}
            {onVectors ? (
              <VectorForm schema={method.hyperparameters} values={values} liveOnly={goingOn} onChange={state.setValue} />
            ) : (
              <HyperparameterForm
                schema={offered.hyperparameters}
                values={values}
                liveOnly={goingOn}
                onChange={state.setValue}
                beneath={method.augments ? { Augmentation: <AugmentationPreview /> } : {}}
              />
            )}
          </>
        )}
      </div>
    </Panel>
  );
}
