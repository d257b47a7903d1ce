// The engine's exports: one per SQL function and one per program function of lib/catalog.ts, and what a call needs.
//
//   1. the host asks `reserve` for room and writes the arguments there as cells (host.ts)
//   2. it calls the function, which returns a pointer to one result cell (of a table function: all its rows in one), or leaves through host.fail
//   3. between calls, with no frame left, it calls `collect`, which says whether the instance is worth keeping

import './algorithm/table';

export { collect, reserve } from './call';
export { job, share } from './jobs/jobs';
export { progress } from './progress';

// Programs without SQL.

export { decision_function } from './program/decision_function';
export { open } from './program/open';
export { predict } from './program/predict';
export { predict_proba } from './program/predict_proba';
export { train } from './program/train';

// SQL functions.

export { sqml_algorithms } from './function/algorithms';
export { sqml_metric_info } from './function/metric_info';
export { sqml_options } from './function/options';
export { sqml_progress } from './function/progress';
export { sqml_cancel } from './function/cancel';
export { sqml_calibration } from './function/calibration';
export { sqml_classification_report } from './function/classification_report';
export { sqml_check } from './function/check';
export { sqml_clock } from './function/clock';
export { sqml_config } from './function/config';
export { sqml_debug } from './function/debug';
export { sqml_decision_function } from './function/decision_function';
export { sqml_correlations } from './function/correlations';
export { sqml_datasets } from './function/datasets';
export { sqml_confusion_matrix } from './function/confusion_matrix';
export { sqml_deploy } from './function/deploy';
export { sqml_drop_experiment } from './function/drop_experiment';
export { sqml_drop_model } from './function/drop_model';
export { sqml_drop_run } from './function/drop_run';
export { sqml_drift } from './function/drift';
export { sqml_evaluate } from './function/evaluate';
export { sqml_explain } from './function/explain';
export { sqml_export_model } from './function/export_model';
export { sqml_feature_importance } from './function/feature_importance';
export { sqml_feature_info } from './function/feature_info';
export { sqml_feature_profile } from './function/feature_profile';
export { sqml_model_info } from './function/model_info';
export { sqml_target_by_feature } from './function/target_by_feature';
export { sqml_report } from './function/report';
export { sqml_histogram } from './function/histogram';
export { sqml_import_model } from './function/import_model';
export { sqml_importances } from './function/importances';
export { sqml_judged_rows } from './function/judged_rows';
export { sqml_learning_curve } from './function/learning_curve';
export { sqml_load_dataset } from './function/load_dataset';
export { sqml_partial_dependence } from './function/partial_dependence';
export { sqml_online } from './function/online';
export { sqml_online_predictions } from './function/online_predictions';
export { sqml_partial_fit } from './function/partial_fit';
export { sqml_predict } from './function/predict';
export { sqml_predict_batch } from './function/predict_batch';
export { sqml_predict_proba } from './function/predict_proba';
export { sqml_predictions } from './function/predictions';
export { sqml_retrain } from './function/retrain';
export { sqml_roc_curve } from './function/roc_curve';
export { sqml_setup } from './function/setup';
export { sqml_train } from './function/train';
export { sqml_training_info } from './function/training_info';
export { sqml_tree } from './function/tree';
export { sqml_version } from './function/version';
export { sqml_weights } from './function/weights';
