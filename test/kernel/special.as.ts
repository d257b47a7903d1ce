// Entry for special.test.ts.

import '../../assembly/error';

export { incompleteBeta, logGamma, studentP } from '../../assembly/math/special';
