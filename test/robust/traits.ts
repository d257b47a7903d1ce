// What the metamorphic part may ask of an algorithm. A new one has the default until its row here says otherwise.

export interface Traits {
  /**
   * How far scores and values may move, in units of the largest of them, when rows stand in another order; null where
   * the order draws the model, as it does wherever rows are drawn or visited one by one.
   */
  rowOrder: number | null;
  /** The same for the columns. */
  columnOrder: number | null;
  /** The same when rows are twice there instead of weighing twice, and for C halved where all are. */
  weights: number | null;
  /**
   * With three classes or more a class_weight weighs the rows of its class wherever they are used. Not so in LIBLINEAR's
   * one-against-the-rest, where the rest always weighs 1.
   */
  isWeightOfRows: boolean;
  /** Another random_state gives another model even on the same training rows. */
  isDrawn: boolean;
}

const DEFAULT: Traits = {
  rowOrder: 1e-6,
  columnOrder: 1e-6,
  weights: 1e-6,
  isWeightOfRows: true,
  isDrawn: false,
};

/** SMO ends at tol = 1e-3 by the paths that the order decides; scores near a border then move as much as tol does. */
const SMO = 5e-3;

const TRAITS: Record<string, Partial<Traits>> = {
  linear_svc: { isWeightOfRows: false },
  svc: { rowOrder: SMO, columnOrder: SMO, weights: SMO },
  svr: { rowOrder: SMO, columnOrder: SMO, weights: SMO },
};

export function traitsOf(algorithm: string): Traits {
  return { ...DEFAULT, ...TRAITS[algorithm] };
}
