// What a training stores of how its model did (assembly/judgement/): the answers stay what they were whatever
// becomes of the rows, and what needs the rows themselves refuses others.

import type { Test } from 'tape';
import {
  betterSqlite3,
  blob,
  eachHost,
  error,
  type Row,
  run,
  type Session,
  sqliteWasm,
  testOn,
  text,
  type Value,
  value,
} from './host/index.ts';
import { withDigest } from './model_bytes.ts';

/** 200 rows of two numbers, a TEXT and a NULL now and then; every fourth is held back for testing. */
const ROWS = `WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 200)
  SELECT x * 37 % 101 / 10.0 AS a, iif(x % 9 = 0, NULL, x * 53 % 97) AS b, 'k' || (x * x % 3 + x % 2) AS kind, x % 4 = 0 AS held,
    (x * 37 % 101 > 50) + (x * 53 % 97 > 60) AS three, x * 37 % 101 + x % 7 > 55 AS two, x * 37 % 101 * 1.5 + x % 7 AS amount FROM i`;

const TARGETS = ['three', 'two', 'amount'];

interface Asked {
  target?: string;
  algorithm?: string;
  options?: object;
}

/** Trains 'e' on the rows of `t` (or of `dataset`) that aren't held, and tests on those that are. */
function training({ target = 'three', algorithm, options = {} }: Asked = {}, dataset = 't'): string {
  const type = target === 'amount' ? 'regression' : 'classification';
  const given = {
    split_strategy: 'column',
    split_column: 'held',
    exclude: TARGETS.filter((name) => name !== target),
    preprocess: { impute: 'median' },
    ...options,
  };
  const fallback = target === 'amount' ? 'linear_regression' : 'logistic_regression';
  const args = ['e', type, algorithm ?? fallback, dataset, target, JSON.stringify(given)];
  return `SELECT sqml_train(${args.map(text)})`;
}

/** What is answered from what is stored, of a classification and of a regression. */
const STORED = [
  'confusion_matrix',
  'classification_report',
  'roc_curve',
  'calibration',
  'judged_rows',
  'feature_profile',
  'evaluate',
];
const OF_VALUES = ['judged_rows', 'feature_profile', 'evaluate'];

async function answers(session: Session, names = STORED): Promise<Record<string, Row[]>> {
  const all: Record<string, Row[]> = {};
  for (const name of names) all[name] = await session.rows(`SELECT * FROM sqml_${name}('e')`);
  return all;
}

const IMPORTANCE = "SELECT * FROM sqml_feature_importance('e')";
const CHANGED =
  'sqml_feature_importance: the rows have changed since the training; the test part of run 1 needs its dataset as it was: name a dataset as the second argument';

/** How a dataset becomes another one, and whether its test rows are still the same. */
const CHANGES: [string, 'same' | 'other', string[]][] = [
  [
    'columns in another order, and one more',
    'same',
    ['DROP VIEW v', "CREATE VIEW v AS SELECT 'n' AS note, two, amount, kind, b, a, held, three FROM t"],
  ],
  ['training rows updated', 'same', ["UPDATE t SET a = -a, kind = 'k9' WHERE NOT held"]],
  ['labels updated', 'other', ['UPDATE t SET three = 2 - three, amount = -amount, two = 1 - two']],
  ['a cell of one test row', 'other', ['UPDATE t SET a = a + 1 WHERE rowid = 4']],
  ['two signs', 'other', ['UPDATE t SET a = -a WHERE rowid IN (4, 8)']],
  ['a category renamed', 'other', ["UPDATE t SET kind = 'K' || substr(kind, 2)"]],
  ['two test rows exchanged', 'other', ['UPDATE t SET rowid = -8 WHERE rowid = 8']],
  [
    'rows replaced, as many',
    'other',
    [
      'DELETE FROM t WHERE rowid <= 60',
      `INSERT INTO t SELECT a + 1, b, kind, held, three, two, amount FROM (${ROWS}) LIMIT 60`,
    ],
  ],
  ['rows gone', 'other', ['DELETE FROM t WHERE rowid > 100']],
];

eachHost(
  (host) => {
    testOn(host, 'a model is judged as at its training, whatever becomes of its rows', async (t, session) => {
      for (const target of TARGETS) {
        const names = target === 'amount' ? OF_VALUES : STORED;
        for (const [what, rows, changes] of CHANGES) {
          await run(session, 'BEGIN', `CREATE TABLE t AS ${ROWS}`, 'CREATE VIEW v AS SELECT * FROM t');
          await run(session, training({ target }, 'v'));
          const before = await answers(session, names);
          const importance = await session.rows(IMPORTANCE);
          await run(session, ...changes);
          t.deepEqual(await answers(session, names), before, `${target}: ${what}`);
          if (rows === 'same') t.deepEqual(await session.rows(IMPORTANCE), importance, 'the rows are there');
          else t.equal(await error(session, IMPORTANCE), CHANGED, 'the rows are not');
          await run(session, 'DROP VIEW v', 'DROP TABLE t');
          t.deepEqual(await answers(session, names), before, 'also without a table');
          t.match(
            await error(session, IMPORTANCE),
            /unknown dataset 'v'.*; the test part of run 1 needs its dataset as it was: name a dataset as the second argument$/,
          );
          await run(session, 'ROLLBACK');
        }
      }
    });

    testOn(host, 'a feature that is gone or of another kind is named', async (t, session) => {
      const refused = async (sql: string, message: RegExp) => {
        await run(session, 'SAVEPOINT s', sql);
        const said = await error(session, IMPORTANCE);
        t.match(said, message, sql);
        t.match(said, /name a dataset as the second argument$/);
        await run(session, 'ROLLBACK TO s', 'RELEASE s');
      };
      await run(session, `CREATE TABLE t AS ${ROWS}`, training());
      await refused('ALTER TABLE t DROP COLUMN a', /unknown feature 'a'/);
      await refused('ALTER TABLE t RENAME COLUMN kind TO sort', /unknown feature 'kind'/);
      await refused(
        "UPDATE t SET a = 'text' WHERE rowid = 1",
        /feature 'a' must hold finite numbers; .*1 TEXT/,
      );
      await refused('UPDATE t SET kind = 7 WHERE rowid = 1', /feature 'kind' must hold TEXT; .* 1 numbers/);
      await refused("UPDATE t SET three = x'00' WHERE rowid = 1", /the target 'three' must hold .* 1 BLOB/);
      await refused('UPDATE t SET three = NULL', /has no rows whose 'three' is known/);
      await refused('ALTER TABLE t DROP COLUMN held', /unknown split_column 'held'/);
    });

    testOn(host, 'on the same rows as a dataset the answers are the stored ones', async (t, session) => {
      await run(session, `CREATE TABLE t AS ${ROWS}`);
      const held = ", 'SELECT * FROM t WHERE held'";
      for (const asked of [
        {},
        { target: 'two' },
        { target: 'two', algorithm: 'svc' },
        { target: 'two', options: { positive: 0 } },
        { algorithm: 'svc', options: { probability: true } },
      ]) {
        await run(session, 'BEGIN', training(asked));
        const shown = JSON.stringify(asked);
        for (const name of ['confusion_matrix', 'classification_report', 'roc_curve']) {
          const stored = await session.rows(`SELECT * FROM sqml_${name}('e')`);
          t.ok(stored.length > 3, `${name} of ${shown}`);
          t.deepEqual(await session.rows(`SELECT * FROM sqml_${name}('e'${held})`), stored);
        }
        const calibration = "SELECT * FROM sqml_calibration('e'";
        if (asked.algorithm === 'svc' && asked.options === undefined) {
          t.match(await error(session, `${calibration})`), /^sqml_calibration: .*probability/);
        } else {
          const stored = await session.rows(`${calibration})`);
          t.ok(stored.length > 3, `calibration of ${shown}`);
          t.deepEqual(await session.rows(`${calibration}${held})`), stored);
        }
        const scores = `SELECT metric, value FROM sqml_evaluate('e'`;
        t.deepEqual(
          await session.rows(`${scores}${held})`),
          await session.rows(`${scores}) WHERE metric NOT LIKE '%\\_time' ESCAPE '\\'`),
          'the metrics too',
        );
        await run(session, 'ROLLBACK');
      }
    });

    testOn(host, 'judged rows are those of the test part, as they are predicted', async (t, session) => {
      await run(session, `CREATE TABLE t AS ${ROWS}`, training());
      const rows = await session.rows("SELECT * FROM sqml_judged_rows('e')");
      t.equal(rows.length, 50);
      const theirs = await session.rows(
        `SELECT three AS actual, p.prediction AS predicted, NULL AS residual, sqml_decision_function('e', a, b, kind) AS score,
           p.probabilities FROM t JOIN sqml_predictions('e', 't', 1) p ON p.key = t.rowid WHERE held ORDER BY t.rowid`,
      );
      t.deepEqual(rows, theirs);

      await run(session, "SELECT sqml_drop_experiment('e')", training({ target: 'amount' }));
      const residuals = await session.rows("SELECT * FROM sqml_judged_rows('e')");
      t.deepEqual(
        residuals,
        await session.rows(
          `SELECT amount AS actual, p.prediction AS predicted, amount - p.prediction AS residual, NULL AS score,
             NULL AS probabilities FROM t JOIN sqml_predictions('e', 't') p ON p.key = t.rowid WHERE held ORDER BY t.rowid`,
        ),
      );
    });

    testOn(
      host,
      'of many rows a thousand are kept, drawn by random_state; curves are thinned',
      async (t, session) => {
        const many = ROWS.replace('x < 200', 'x < 12000').replaceAll('% 101', '% 9973');
        await run(
          session,
          `CREATE TABLE t AS ${many}`,
          `UPDATE t SET two = a + rowid * 7919 % 4001 / 8.0 > 700`,
        );
        await run(session, training({ target: 'two' }));
        const kept = "SELECT * FROM sqml_judged_rows('e')";
        const rows = await session.rows(kept);
        t.equal(rows.length, 1000);
        const again = training({ target: 'two', options: { deploy: true } });
        await run(session, again);
        t.deepEqual(await session.rows(kept), rows, 'the same for the same random_state');
        const other = { deploy: true, random_state: 8 };
        await run(session, training({ target: 'two', options: other }));
        t.notDeepEqual(await session.rows(kept), rows, 'others for another');
        const right = rows.filter(({ actual, predicted }) => actual === predicted).length / 1000;
        const accuracy = await value(
          session,
          "SELECT value FROM sqml_evaluate('e') WHERE metric = 'accuracy'",
        );
        t.ok(
          Math.abs(right - (accuracy as number)) < 0.06,
          `accuracy ${accuracy}, of the kept rows ${right}`,
        );

        const curve = await session.rows("SELECT * FROM sqml_roc_curve('e')");
        const whole = await session.rows("SELECT * FROM sqml_roc_curve('e', 'SELECT * FROM t WHERE held')");
        t.ok(
          whole.length > 300 && curve.length <= 256 && curve.length > 100,
          `${curve.length} of ${whole.length}`,
        );
        const key = (row: Row) => Object.values(row).join();
        const points = new Set(whole.map(key));
        t.ok(
          curve.every((row) => points.has(key(row))),
          'they are points of the curve',
        );
        t.deepEqual([curve[0], curve.at(-1)], [whole[0], whole.at(-1)], 'with both ends');
        t.ok(Math.abs(area(curve) - area(whole)) < 1e-4, `area ${area(curve)} of ${area(whole)}`);
        const stored = await value(session, "SELECT value FROM sqml_evaluate('e') WHERE metric = 'roc_auc'");
        t.ok(Math.abs(area(whole) - (stored as number)) < 1e-12, 'roc_auc is of the whole curve');

        const median = await value(
          session,
          "SELECT value FROM sqml_feature_profile('e') WHERE feature = 'a' AND statistic = 'q50'",
        );
        t.ok(Math.abs((median as number) / 498.6 - 1) < 0.03, `the median of drawn rows, ${median}`);
      },
    );

    testOn(host, 'labels above 2^53 are told apart', async (t, session) => {
      const big = `WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 60)
        SELECT x, 9007199254740992 + (x > 30) AS y FROM i`;
      await run(session, `CREATE TABLE t AS ${big}`);
      await run(session, "SELECT sqml_train('e', 'classification', 'logistic_regression', 't', 'y')");
      const matrix = await session.rows("SELECT * FROM sqml_confusion_matrix('e')");
      t.deepEqual(
        matrix.map(({ actual, predicted, count }) => [actual, predicted, count === 0n]),
        [
          [9007199254740992n, 9007199254740992n, false],
          [9007199254740992n, 9007199254740993n, true],
          [9007199254740993n, 9007199254740992n, true],
          [9007199254740993n, 9007199254740993n, false],
        ],
      );
      t.deepEqual(await session.rows("SELECT DISTINCT class FROM sqml_roc_curve('e')"), [
        { class: 9007199254740993n },
      ]);
      t.equal((await session.rows(IMPORTANCE)).length, 1);
    });

    testOn(host, 'a label that only the test part has is in what is stored', async (t, session) => {
      await run(
        session,
        `CREATE TABLE t AS ${ROWS}`,
        'UPDATE t SET three = 9 WHERE rowid IN (4, 8)',
        training(),
      );
      const nines = await session.rows(
        "SELECT predicted, count FROM sqml_confusion_matrix('e') WHERE actual = 9 AND count > 0",
      );
      t.equal(
        nines.reduce((sum, { count }) => sum + Number(count), 0),
        2,
      );
      const [report] = await session.rows("SELECT * FROM sqml_classification_report('e') WHERE label = 9");
      t.deepEqual(report, { label: 9n, precision: 0, recall: 0, f1: 0, support: 2n });
      t.equal((await session.rows("SELECT * FROM sqml_judged_rows('e') WHERE actual = 9")).length, 2);
      t.equal((await session.rows(IMPORTANCE)).length, 3);
    });

    testOn(host, 'a model without a stored judgement says so, and what to do', async (t, session) => {
      await run(session, `CREATE TABLE t AS ${ROWS}`, training());
      const exported = (await value(session, "SELECT sqml_export_model('e')")) as Uint8Array;
      await run(session, `SELECT sqml_import_model('copy', ${blob(exported)})`);
      const imported = 'model 2 was imported, and how it did on its test part stayed where it was trained';
      const older = 'model 1 was trained by an sqml that did not store how it did on its test part';
      const wayOut = 'name a dataset as the second argument';
      const all = [...STORED.filter((name) => name !== 'evaluate'), 'feature_importance'];
      for (const name of all) {
        const said = await error(session, `SELECT * FROM sqml_${name}('copy')`);
        t.ok(said.startsWith(`sqml_${name}: ${imported}`), said);
      }
      const another = {
        judged_rows: 'sqml_predictions',
        feature_profile: 'sqml_feature_info',
        drift: 'trained here',
      };
      for (const [name, way] of Object.entries(another)) {
        const more = name === 'drift' ? ", 't'" : '';
        t.match(await error(session, `SELECT * FROM sqml_${name}('copy'${more})`), new RegExp(way), name);
      }
      t.equal(
        await error(session, "SELECT * FROM sqml_confusion_matrix('copy')"),
        `sqml_confusion_matrix: ${imported}; ${wayOut}`,
      );
      const matrix = `SELECT * FROM sqml_confusion_matrix('copy', 't', 'three')`;
      t.equal((await session.rows(matrix)).length, 9);
      for (const gone of [
        'DELETE FROM sqml_judgements',
        "UPDATE sqml_judgements SET digest = 'other'",
        'DROP TABLE sqml_judgements',
      ]) {
        await run(session, 'SAVEPOINT s', gone);
        for (const name of all) {
          const said = await error(session, `SELECT * FROM sqml_${name}('e')`);
          t.ok(
            said.startsWith(`sqml_${name}: ${older}`) && said.endsWith('or train it again: sqml_retrain(1)'),
            said,
          );
        }
        t.equal((await session.rows(matrix.replace("'copy'", "'e'"))).length, 9, 'with a dataset it answers');
        await run(session, 'ROLLBACK TO s', 'RELEASE s');
      }
      const [{ name: journal }] = await session.rows(
        "SELECT name FROM sqlite_master WHERE name LIKE 'sqml_journal%' AND type = 'view'",
      );
      await run(session, 'DROP TABLE sqml_judgements', `DROP VIEW ${journal}`, 'SELECT sqml_retrain(1)');
      t.equal(
        (await session.rows('SELECT * FROM sqml_confusion_matrix(3)')).length,
        9,
        'and trained again too',
      );
    });

    testOn(host, 'a dropped model takes its judgement along', async (t, session) => {
      const count = 'SELECT count(*) FROM sqml_judgements';
      await run(session, 'PRAGMA foreign_keys = ON', `CREATE TABLE t AS ${ROWS}`, training(), training());
      t.equal(await value(session, count), 2n);
      await run(session, 'SELECT sqml_drop_model(1, 1)');
      t.equal(await value(session, count), 1n);
      await run(session, "SELECT sqml_drop_experiment('e')");
      t.equal(await value(session, count), 0n);
    });

    // ---- The positive class ----

    testOn(host, 'the positive class is the one whose precision, recall and f1 count', async (t, session) => {
      const rare = `SELECT (x * 7919 % 101) / 101.0 AS a, (x * 104729 % 97) / 97.0 AS b, iif(x % 20 = 0, 'yes', 'no') AS y
        FROM (WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 200) SELECT x FROM i)`;
      await run(session, `CREATE TABLE t AS ${rare}`);
      const train = (name: string, options: object) =>
        run(
          session,
          `SELECT sqml_train(${text(name)}, 'classification', 'logistic_regression', 't', 'y', ${text(JSON.stringify({ split_strategy: 'stratified', ...options }))})`,
        );
      const metrics = async (name: string, more = '') =>
        Object.fromEntries(
          (await session.rows(`SELECT metric, value FROM sqml_evaluate(${text(name)}${more})`)).map((row) => [
            row.metric,
            row.value,
          ]),
        ) as Record<string, number>;
      await train('plain', {});
      await train('yes', { positive: 'yes', metric: 'recall' });
      await train('no', { positive: 'no' });
      const [plain, yes, no] = [await metrics('plain'), await metrics('yes'), await metrics('no')];
      t.ok(plain.recall > 0.9, `the average weighted by rows is ${plain.recall}`);
      t.deepEqual([yes.precision, yes.recall, yes.f1], [0, 0, 0], 'though nothing is found');
      const reported = async (name: string, label: string) => {
        const sql = `SELECT precision, recall, f1 FROM sqml_classification_report(${text(name)}) WHERE label = ${text(label)}`;
        return (await session.rows(sql))[0];
      };
      const { precision, recall, f1 } = no;
      t.deepEqual({ precision, recall, f1 }, await reported('plain', 'no'));
      t.deepEqual(await reported('yes', 'yes'), { precision: 0, recall: 0, f1: 0 });
      t.equal(yes.average_precision, plain.average_precision, 'the second class is what it is without one');
      t.ok(no.average_precision > 0.9 && yes.average_precision < 0.3);
      t.deepEqual([yes.brier, yes.roc_auc], [no.brier, no.roc_auc], 'these are the same of both');
      const whole = await metrics('yes', ", 't'");
      t.deepEqual([whole.precision, whole.recall], [0, 0], 'on a dataset too');
      const curve = async (name: string) =>
        (await session.rows(`SELECT fpr, tpr, class FROM sqml_roc_curve(${text(name)})`)) as {
          fpr: number;
          tpr: number;
          class: Value;
        }[];
      t.equal((await curve('no'))[0].class, 'no');
      t.ok(Math.abs(area(await curve('no')) - area(await curve('yes'))) < 1e-12);
      t.deepEqual(await session.rows("SELECT DISTINCT class FROM sqml_calibration('no')"), [{ class: 'no' }]);
      t.equal(
        await value(session, "SELECT reason FROM sqml_deployed_models WHERE experiment = 'yes'"),
        'best_recall',
      );
    });

    testOn(
      host,
      'a positive class that can not be is refused, and a metric of two classes',
      async (t, session) => {
        await run(session, `CREATE TABLE t AS ${ROWS}`);
        const refused = async (asked: Asked, message: string) =>
          t.equal(await error(session, training(asked)), `sqml_train: ${message}`);
        await refused(
          { target: 'two', options: { positive: 2 } },
          "positive names '2', which is no class; did you mean '0'? there are: 0, 1",
        );
        await refused({ options: { positive: 1 } }, "positive needs a target of two classes; 'three' has 3");
        for (const metric of ['brier', 'average_precision']) {
          await refused(
            { options: { metric } },
            `metric '${metric}' needs a target of two classes; 'three' has 3`,
          );
        }
        await refused(
          { target: 'two', options: { positive: [1] } },
          'positive must be null or a number or a text, got [1]',
        );
        t.match(
          await error(session, training({ target: 'amount', options: { positive: 1 } })),
          /^sqml_train: unknown option 'positive'/,
        );
        await run(
          session,
          training({
            target: 'two',
            options: { metric: 'brier', search: 'grid', params: { C: [1e-6, 1] }, cv: 3 },
          }),
        );
        const trials = await session.rows('SELECT options, mean FROM sqml_trials ORDER BY mean');
        t.equal(trials[0].options, '{"C": 1}', 'less Brier score is better');
      },
    );

    // ---- Numbers ----

    testOn(host, 'the profile is of the training part alone', async (t, session) => {
      await run(session, `CREATE TABLE t AS ${ROWS}`, 'UPDATE t SET a = 1e6 WHERE rowid = 4', training());
      const profile = async (feature: string) =>
        Object.fromEntries(
          (
            await session.rows(
              `SELECT statistic || coalesce(' ' || category, '') AS name, value FROM sqml_feature_profile('e') WHERE feature = ${text(feature)}`,
            )
          ).map((row) => [row.name, row.value]),
        );
      const columns = await session.rows('SELECT a, b, kind FROM t WHERE NOT held');
      for (const name of ['a', 'b']) {
        const values = columns.map((row) => row[name]).filter((cell) => cell !== null);
        checkNumbers(t, name, values.map(Number), columns.length, await profile(name));
      }
      const share = (kind: string) => columns.filter((row) => row.kind === kind).length / columns.length;
      t.deepEqual(await profile('kind'), {
        rows: 150,
        missing: 0,
        categories: 3,
        'share k0': share('k0'),
        'share k1': share('k1'),
        'share k2': share('k2'),
      });
    });

    // ---- Bytes ----

    testOn(host, 'damaged bytes of a judgement are an error or an answer', async (t, session) => {
      await run(session, `CREATE TABLE t AS ${ROWS}`);
      for (const asked of [{}, { target: 'amount' }]) {
        await run(session, 'BEGIN', training(asked));
        const bytes = (await value(session, 'SELECT data FROM sqml_judgements')) as Uint8Array;
        const tellings = new Set<string>();
        const tell = async (damaged: Uint8Array, what: string) => {
          await run(session, `UPDATE sqml_judgements SET data = ${blob(damaged)}`);
          for (const name of ['judged_rows', 'feature_profile', 'classification_report', 'roc_curve']) {
            const said = await session.rows(`SELECT count(*) FROM sqml_${name}('e')`).then(
              () => 'an answer',
              (thrown: Error) => thrown.message,
            );
            if (/internal|memory/.test(said)) t.fail(`${what}: ${said}`);
            tellings.add(said.replace(/\d+|^\w+: |'.*'/g, ''));
          }
        };
        const step = Math.max(1, Math.floor(bytes.length / 400));
        for (let at = 0; at < bytes.length; at += at < 400 ? 1 : step) {
          for (const by of [0xff, 0x01]) await tell(withDigest(bytes.with(at, bytes[at] ^ by)), `byte ${at}`);
          await tell(withDigest(bytes.slice(0, at)), `${at} bytes`);
        }
        await tell(bytes.with(40, bytes[40] ^ 1), 'without its digest');
        t.ok(tellings.size > 12, `${tellings.size} different answers`);
        t.ok(
          tellings.has(
            'the judgement of model  is damaged at byte : its digest does not match; train it again',
          ),
        );
        await run(session, 'ROLLBACK');
      }
    });
  },
  [betterSqlite3, sqliteWasm],
);

/** Below a curve of rows with fpr and tpr. */
function area(rows: Row[] | { fpr: number; tpr: number }[]): number {
  let sum = 0;
  for (let i = 1; i < rows.length; i++) {
    const [a, b] = [rows[i - 1], rows[i]] as { fpr: number; tpr: number }[];
    sum += ((b.fpr - a.fpr) * (a.tpr + b.tpr)) / 2;
  }
  return sum;
}

function checkNumbers(
  t: Test,
  name: string,
  values: number[],
  rows: number,
  profile: Record<string, Value>,
): void {
  const sorted = values.toSorted((a, b) => a - b);
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const quantile = (q: number) => {
    const place = (q / 100) * (sorted.length - 1);
    const low = Math.floor(place);
    return sorted[low] + (place > low ? (sorted[low + 1] - sorted[low]) * (place - low) : 0);
  };
  const expected = {
    rows,
    missing: rows - values.length,
    mean,
    deviation: Math.sqrt(squares / values.length),
    min: sorted[0],
    ...Object.fromEntries([1, 5, 10, 25, 50, 75, 90, 95, 99].map((q) => [`q${q}`, quantile(q)])),
    max: sorted.at(-1),
  };
  t.deepEqual(profile, expected, `profile of ${name}`);
}
