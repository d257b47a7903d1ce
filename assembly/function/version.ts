// sqml_version(): the version of the extension.

import { begin, textResult } from '../call';
import { VERSION } from '../generated/version';

export function sqml_version(argc: i32): usize {
  begin('sqml_version', argc);
  return textResult(VERSION);
}
