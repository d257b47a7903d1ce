// What served an experiment, when and why; another model can be made to serve, an exported one brought in.

import { real, time } from '../format.ts';
import { Grid } from '../grid.tsx';
import { Panel } from '../panel.tsx';
import { sql } from '../query.ts';
import { href } from '../route.ts';
import { useSession } from '../session.ts';

const REASONS: Record<string, string> = {
  best_score: 'its score was the best',
  most_recent: 'the newest was asked for',
  rollback: 'the one before was asked for',
};

export function Deployments({ experiment }: { experiment: string }) {
  const { may, run, say } = useSession();
  const quiet = () => {};
  const deploy = (strategy: string) =>
    run('sqml_deploy', [experiment, strategy]).then((answer) => say(`Deployed: ${answer}`), quiet);
  const bring = async (file: File | undefined) => {
    if (file === undefined) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    await run('sqml_import_model', [experiment, bytes]).then((answer) => say(`Imported: ${answer}`), quiet);
  };
  const drop = () =>
    confirm(`Delete the experiment '${experiment}' with all its runs and models? This can't be undone.`) &&
    run('sqml_drop_experiment', [experiment]).then(() => {
      say(`The experiment '${experiment}' is deleted.`);
      location.hash = href();
    }, quiet);
  return (
    <>
      <div class="controls">
        {may('deploy') && (
          <>
            <button type="button" onClick={() => deploy('rollback')}>
              Roll back
            </button>
            <button type="button" onClick={() => deploy('best_score')}>
              Deploy the best
            </button>
            <button type="button" onClick={() => deploy('most_recent')}>
              Deploy the newest
            </button>
            <label class="button">
              Import a model
              <input
                type="file"
                class="unseen"
                onChange={(event) => {
                  const input = event.currentTarget;
                  bring(input.files?.[0]).finally(() => {
                    input.value = '';
                  });
                }}
              />
            </label>
          </>
        )}
        {may('drop') && (
          <button type="button" class="danger" onClick={drop}>
            Delete the experiment
          </button>
        )}
      </div>
      <Panel
        title="Deployments"
        isWide
        query={sql`SELECT d.created_at, d.model_id, d.active, d.reason, r.algorithm,
  (SELECT value FROM sqml_metrics WHERE model_id = d.model_id AND name = 'score') AS score
FROM sqml_deployments d JOIN sqml_experiments e ON e.id = d.experiment_id JOIN sqml_models m ON m.id = d.model_id
JOIN sqml_runs r ON r.id = m.run_id WHERE e.name = ${experiment} ORDER BY d.id DESC`}
        empty={<p>Nothing was deployed yet. The first model of an experiment is, by itself.</p>}
      >
        {(rows) => (
          <Grid
            label="Deployments"
            rows={rows}
            columns={[
              { name: 'created_at', title: 'Since', cell: (row) => time(row.created_at) },
              {
                name: 'model_id',
                title: 'Model',
                isNumber: false,
                cell: (row) => (
                  <>
                    <a href={href('model', Number(row.model_id))}>{String(row.model_id)}</a>{' '}
                    {row.active === 1 && <span class="badge good">serves</span>}
                  </>
                ),
              },
              { name: 'algorithm', title: 'Algorithm' },
              { name: 'score', title: 'Score', cell: (row) => real(row.score) },
              {
                name: 'reason',
                title: 'Why',
                cell: (row) => REASONS[String(row.reason)] ?? String(row.reason ?? '–'),
              },
            ]}
          />
        )}
      </Panel>
    </>
  );
}
