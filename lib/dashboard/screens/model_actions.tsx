// What can be done with one model: deploy, retrain, export, delete.

import { saveFile } from '../file.ts';
import { int, sql } from '../query.ts';
import { href } from '../route.ts';
import { useSession } from '../session.ts';
import type { Row } from '../transport.ts';

export function ModelActions({ model }: { model: Row }) {
  const { may, run, say, transport } = useSession();
  const id = Number(model.model_id);
  const experiment = String(model.experiment);
  const quiet = () => {}; // run has said what went wrong
  const deploy = () =>
    run('sqml_deploy', [experiment, int(id)]).then(
      () => say(`Model ${id} serves '${experiment}' now.`),
      quiet,
    );
  const retrain = () =>
    run('sqml_retrain', [int(Number(model.run_id))]).then((answer) => say(`Trained again: ${answer}`), quiet);
  const drop = () => {
    if (!confirm(`Delete model ${id} with its metrics? This can't be undone.`)) return;
    const isServing = model.serves === 1 ? [int(1)] : [];
    run('sqml_drop_model', [int(id), ...isServing]).then(() => {
      say(`Model ${id} is deleted.`);
      location.hash = href('experiment', experiment, 'runs');
    }, quiet);
  };
  const download = async () => {
    try {
      const { rows } = await transport.query(sql`SELECT sqml_export_model(${int(id)}) AS model`);
      saveFile(`${experiment.replaceAll(/[^\w-]+/g, '_')}-${id}.sqml`, rows[0].model as Uint8Array);
    } catch (thrown) {
      say((thrown as Error).message, true);
    }
  };
  return (
    <div class="controls">
      {may('deploy') && model.serves !== 1 && (
        <button type="button" class="primary" onClick={deploy}>
          Deploy
        </button>
      )}
      {may('train') && model.began_empty !== 1 && (
        <button type="button" onClick={retrain}>
          Train again
        </button>
      )}
      <button type="button" onClick={download}>
        Export
      </button>
      {may('drop') && (
        <button type="button" class="danger" onClick={drop}>
          Delete
        </button>
      )}
    </div>
  );
}
