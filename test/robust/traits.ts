// What the parts may ask of an algorithm. Most of it follows from the names of its options, as sqml_algorithms() lists
// them, so that a new algorithm has its traits by itself; TRAITS has what no option tells.

import type { Algorithm } from './algorithms.ts';

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
  /** Another random_state gives another model even on the same training rows; null where it may, or may not. */
  isDrawn: boolean | null;
  /** Answers follow from features; else they are the same for all rows, and nothing is learned. */
  looksAtFeatures: boolean;
  /** The model keeps something of every value of a training row; trees keep places between two rows. */
  keepsEachValue: boolean;
  /**
   * Features are compared as 32-bit numbers, and two that are within 1e-7 are one, as in scikit-learn's trees: what is
   * smaller is lost, what is beyond 3.4e38 refused.
   */
  isSinglePrecision: boolean;
  /** Features are standardised, or only compared; else a penalty is in the table's own units. */
  isScaled: boolean;
}

const DEFAULT: Traits = {
  rowOrder: 1e-6,
  columnOrder: 1e-6,
  weights: 1e-6,
  isWeightOfRows: true,
  isDrawn: false,
  looksAtFeatures: true,
  keepsEachValue: true,
  isSinglePrecision: false,
  isScaled: true,
};

/** Options of what grows trees. They try columns in a drawn order, so a tie between two splits is drawn, too. */
const OF_TREES = ['min_samples_leaf', 'max_leaf_nodes', 'max_depth', 'n_estimators'];
const TREES: Partial<Traits> = {
  isDrawn: null,
  columnOrder: null,
  keepsEachValue: false,
  isSinglePrecision: true,
};

/**
 * Options of ensembles: their members draw rows, or go on from what the ones before did. There the rounding of sums breaks
 * ties between two splits, and the order of rows decides the rounding.
 */
const OF_ENSEMBLES = ['n_estimators'];
const ENSEMBLES: Partial<Traits> = { rowOrder: null, weights: null };

/** Options of trees over bins: those are of rows, and a leaf has 20 of them at least, whatever they weigh. */
const OF_BINS = ['max_bins'];
const BINS: Partial<Traits> = { weights: null };

/** Options of networks, whose first weights are drawn column by column. */
const OF_NETWORKS = ['hidden_layer_sizes'];
const NETWORKS: Partial<Traits> = { columnOrder: null };

/** Options of what draws rows, or visits them in a drawn order: the order in the table decides then, too. */
const OF_DRAWN_ROWS = ['shuffle', 'bootstrap'];
const DRAWN_ROWS: Partial<Traits> = { isDrawn: true, rowOrder: null, weights: null };

/** Options of what has folds of its own, rows one after another: the order in the table decides which. */
const OF_FOLDS = ['cv'];
const FOLDS: Partial<Traits> = { rowOrder: null, weights: null };

/** SMO ends at tol = 1e-3 by the paths that the order decides; scores near a border then move as much as tol does. */
const SMO = 5e-3;

/** Options of what learns row by row from columns as they are. */
const OF_STREAMS = ['forgetting_factor'];
const STREAMS: Partial<Traits> = { isScaled: false };

/** What an algorithm says to targets that it is not for: those of counts and of amounts. */
export const NOT_ITS_TARGETS = /needs targets (greater than|of at least) 0/;

const TRAITS: Record<string, Partial<Traits>> = {
  linear_svc: { isWeightOfRows: false },
  svc: { rowOrder: SMO, columnOrder: SMO, weights: SMO },
  svr: { rowOrder: SMO, columnOrder: SMO, weights: SMO },
  // Some of its strategies draw; it keeps the seed.
  dummy: { looksAtFeatures: false, keepsEachValue: false, isDrawn: null },
};

export function traitsOf({ name, options }: Algorithm): Traits {
  const has = (names: string[]) => options.some((option) => names.includes(option.name));
  return {
    ...DEFAULT,
    ...(has(OF_TREES) ? TREES : {}),
    ...(has(OF_ENSEMBLES) ? ENSEMBLES : {}),
    ...(has(OF_BINS) ? BINS : {}),
    ...(has(OF_NETWORKS) ? NETWORKS : {}),
    ...(has(OF_DRAWN_ROWS) ? DRAWN_ROWS : {}),
    ...(has(OF_FOLDS) ? FOLDS : {}),
    ...(has(OF_STREAMS) ? STREAMS : {}),
    ...TRAITS[name],
  };
}
