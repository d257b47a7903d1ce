// What an algorithm is before it is fitted: its name, its options, its traits, and how to make an empty model.
//
// The table itself stands in algorithm/table.ts, above every algorithm, and is handed down here when the engine
// starts (`publish`). So whoever needs an algorithm by its name, a pipeline that is read or an ensemble whose
// members are any other algorithm, imports this file alone, and nothing imports upwards.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { Options, OptionSpec } from '../option/option';
import { Model } from './model';

export const CLASSIFICATION: i32 = 0;
export const REGRESSION: i32 = 1;

/** 'classification' and 'regression', by CLASSIFICATION and REGRESSION. */
export const PREDICTION_TYPES: string[] = ['classification', 'regression'];

/** What holds for every model of an algorithm; the rest of the engine asks these and no algorithm by name. */
export class Traits {
  /** What preprocess.scale is when nobody says it. */
  scale: string = 'standard';
  /** NULL features reach the model as NaN; no impute is needed. */
  keepsNulls: bool = false;
  /** Takes TEXT as one column of positions, which it knows to be categories. */
  takesCategories: bool = false;
  /** Takes weights of rows (Training.rowWeight). */
  takesRowWeights: bool = false;
  /** Takes one-hot columns as indices (Training.design). */
  takesIndices: bool = false;
  /** Makes use of room for one more column in X (Matrix.withRoom): of its intercept. */
  takesRoom: bool = false;
  /** Can go on from what it has learned (Model.resume). */
  isOnline: bool = false;
  /** Can read its rows again and again instead of holding them (Training.passes). */
  takesPasses: bool = false;
  /** The option cv is its own: it chooses by cross-validation while it fits. */
  hasOwnFolds: bool = false;
  /** The fewest classes of a classification. */
  leastClasses: i32 = 2;

  /** Columns as they are, NULL kept: what a tree wants, for which only the order of values counts. */
  static ofTrees(): Traits {
    return new Traits().unscaled().keepingNulls();
  }

  /** For jobs: what preprocessing asks. */
  write(out: ByteWriter): void {
    out.text(this.scale);
    out.u8(this.keepsNulls ? 1 : 0);
    out.u8(this.takesCategories ? 1 : 0);
  }

  static read(bytes: ByteReader): Traits {
    const traits = new Traits();
    traits.scale = bytes.text();
    traits.keepsNulls = bytes.u8() != 0;
    traits.takesCategories = bytes.u8() != 0;
    return traits;
  }

  unscaled(): Traits {
    this.scale = 'none';
    return this;
  }

  keepingNulls(): Traits {
    this.keepsNulls = true;
    return this;
  }

  categorical(): Traits {
    this.takesCategories = true;
    return this;
  }

  weighted(): Traits {
    this.takesRowWeights = true;
    return this;
  }

  withIndices(): Traits {
    this.takesIndices = true;
    return this;
  }

  withRoom(): Traits {
    this.takesRoom = true;
    return this;
  }

  online(): Traits {
    this.isOnline = true;
    return this;
  }

  inPasses(): Traits {
    this.takesPasses = true;
    return this;
  }

  withOwnFolds(): Traits {
    this.hasOwnFolds = true;
    return this;
  }

  /** Fits to a single class too. */
  contentWithOneClass(): Traits {
    this.leastClasses = 1;
    return this;
  }
}

export class Algorithm {
  constructor(
    public name: string,
    /** CLASSIFICATION or REGRESSION. */
    public predictionType: i32,
    public declare: (spec: OptionSpec) => void,
    public create: () => Model,
    public traits: Traits = new Traits(),
    /** What the traits are where options decide them; null: always the same. */
    private decide: ((options: Options) => Traits) | null = null,
  ) {}

  /** The traits with those options. */
  traitsOf(options: Options): Traits {
    const decide = this.decide;
    return decide == null ? this.traits : decide(options);
  }

  get isClassification(): bool {
    return this.predictionType == CLASSIFICATION;
  }
}

let known: Algorithm[] = [];

/** Makes the table known; once, when the engine starts. */
export function publish(algorithms: Algorithm[]): void {
  known = algorithms;
}

/** Every algorithm, in the table's order. */
export function algorithms(): Algorithm[] {
  return known;
}

/** The algorithm of that name and type, or null. */
export function algorithmNamed(name: string, predictionType: i32): Algorithm | null {
  for (let i = 0; i < known.length; i++) {
    if (known[i].name == name && known[i].predictionType == predictionType) return known[i];
  }
  return null;
}

/** The names of the type's algorithms, in the table's order. */
export function algorithmNames(predictionType: i32): string[] {
  const names: string[] = [];
  for (let i = 0; i < known.length; i++) {
    if (known[i].predictionType == predictionType) names.push(known[i].name);
  }
  return names;
}
