// The right that each function that writes takes, for all that the dashboard and the SQL pages of Datasette call: the
// one list of them. The local server and the playground's page import it, a wheel has it as sqml/rights.json.

/** What who looks at the page may do besides looking. */
export type Right = 'train' | 'deploy' | 'drop';

export const RIGHTS: Record<string, Right> = {
  sqml_setup: 'train',
  sqml_load_dataset: 'train',
  sqml_train: 'train',
  sqml_retrain: 'train',
  sqml_online: 'train',
  sqml_partial_fit: 'train',
  sqml_deploy: 'deploy',
  sqml_import_model: 'deploy',
  sqml_drop_model: 'drop',
  sqml_drop_run: 'drop',
  sqml_drop_experiment: 'drop',
};
