// The engine's exports: one per SQL function of lib/catalog.ts, and what a call needs.
//
//   1. the host asks `reserve` for room and writes the arguments there as cells (host.ts)
//   2. it calls the function, which returns a pointer to one result cell, or leaves through host.fail
//   3. between calls, with no frame left, it calls `collect`

export { collect, reserve } from './call';
export { sqml_config } from './function/config';
export { sqml_load_dataset } from './function/load_dataset';
export { sqml_predict } from './function/predict';
export { sqml_predict_batch } from './function/predict_batch';
export { sqml_setup } from './function/setup';
export { sqml_train } from './function/train';
export { sqml_version } from './function/version';
