// How a model did on the test part of its training, and what its training part was: kept with the model, so
// that later questions have the same answer whatever becomes of the rows. sqml_judgements.data holds it.
//
// Bytes, little-endian; text and arrays carry an i32 count before them (codec/bytes.ts):
//
//   0   4   magic 'SQMJ'
//   4   u16 format version, now 1
//   6   u16 0
//   8   u64 digest: FNV-1a (64 bit) over all bytes from 16 on
//  16       u64  digest of the test part's rows (training/row_digest.ts)
//           i32  rows of the test part
//           u8   1 for a classification, then
//                  i32 the positive class, -1 when none was named
//                  confusion (confusion.ts)
//                  i32, curves (curve.ts): of the positive or second of two classes, of each of more
//                  i32, calibrations (calibration.ts), of the same classes; none without probabilities
//           sample (sample.ts)
//           profile (profile.ts)
//
// Bytes may come from anywhere: every count is checked before it is used, every number where it matters, and
// what is wrong is named.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { digestOf } from '../codec/digest';
import { fail } from '../error';
import { VERSION } from '../generated/version';
import { Pipeline } from '../model/pipeline';
import { ClassCalibration } from './calibration';
import { Confusion } from './confusion';
import { ClassCurve } from './curve';
import { Profile } from './profile';
import { Sample } from './sample';

const MAGIC: u32 = 0x4a4d5153; // 'SQMJ'
const FORMAT: u16 = 1;
const BODY: i32 = 16;

export class Judgement {
  /** Of a classification. */
  confusion: Confusion | null = null;
  /** The class of the model that is the positive one of two; -1 when none was named. */
  positive: i32 = -1;
  curves: ClassCurve[] = [];
  calibrations: ClassCalibration[] = [];

  constructor(
    /** What the rows of the test part are known by. */
    public rowsDigest: u64,
    /** Rows of the test part. */
    public rows: i32,
    public sample: Sample,
    public profile: Profile,
  ) {}

  write(): ByteWriter {
    const out = new ByteWriter();
    store<u32>(out.extend(4), MAGIC);
    out.u16(FORMAT);
    out.u16(0);
    out.i64(0);
    out.i64(this.rowsDigest);
    out.i32(this.rows);
    const confusion = this.confusion;
    out.u8(confusion != null ? 1 : 0);
    if (confusion != null) {
      out.i32(this.positive);
      confusion.write(out);
      out.i32(this.curves.length);
      for (let i = 0; i < this.curves.length; i++) this.curves[i].write(out, this.curves.length);
      out.i32(this.calibrations.length);
      for (let i = 0; i < this.calibrations.length; i++) this.calibrations[i].write(out);
    }
    this.sample.write(out);
    this.profile.write(out);
    store<u64>(out.pointer + 8, digestOf(out.pointer + BODY, out.length - BODY));
    return out;
  }

  /** Reads `length` bytes about the model `pipeline`; `what` names them in messages. */
  static read(start: usize, length: i32, what: string, pipeline: Pipeline): Judgement {
    const bytes = new ByteReader(start, length, what);
    if (length < BODY || load<u32>(bytes.take(4)) != MAGIC) bytes.damaged("it does not begin with 'SQMJ'");
    const format = bytes.u16();
    if (format > FORMAT) {
      fail(`${what} has format ${format}, this sqml ${VERSION} reads up to ${FORMAT}; use a newer sqml`);
    }
    bytes.u16();
    if (<u64>bytes.i64() != digestOf(start + BODY, length - BODY)) bytes.damaged('its digest does not match');
    const rowsDigest: u64 = bytes.i64();
    const rows = bytes.i32In(1, i32.MAX_VALUE, 'the number of rows');
    const k = pipeline.labels.length;
    const isClassification = bytes.u8() == 1;
    if (isClassification != pipeline.isClassification) bytes.damaged('it is of another prediction type');
    let confusion: Confusion | null = null;
    let positive = -1;
    const curves: ClassCurve[] = [];
    const calibrations: ClassCalibration[] = [];
    let labels = 0;
    if (isClassification) {
      positive = bytes.i32In(-1, k - 1, 'the positive class');
      confusion = Confusion.read(bytes, pipeline.labels);
      labels = confusion.labels.length;
      const curveCount = bytes.i32In(0, k, 'the number of curves');
      for (let i = 0; i < curveCount; i++) curves.push(ClassCurve.read(bytes, k));
      const count = bytes.i32In(0, k, 'the number of calibrations');
      for (let i = 0; i < count; i++) calibrations.push(ClassCalibration.read(bytes, k));
    }
    const sample = Sample.read(bytes, labels, k, isClassification ? pipeline.classifier.scoreCount : 0);
    const profile = Profile.read(bytes, pipeline.encoding);
    if (bytes.left != 0) bytes.damaged(`${bytes.left} bytes too many`);
    const judgement = new Judgement(rowsDigest, rows, sample, profile);
    judgement.confusion = confusion;
    judgement.positive = positive;
    judgement.curves = curves;
    judgement.calibrations = calibrations;
    return judgement;
  }
}
