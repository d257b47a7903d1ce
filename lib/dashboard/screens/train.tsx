// A training, or several one after the other: what from, what to predict, by which algorithms and options.
// The fields of an algorithm are made from sqml_algorithms(); what is wrong with them, the engine says.

import { useState } from 'preact/hooks';
import { Choices } from '../choices.tsx';
import { parsed, real } from '../format.ts';
import { Grid } from '../grid.tsx';
import { TABLES, typeFor } from '../models.ts';
import { Code, Section } from '../panel.tsx';
import { callText, type Query, sql, type Value } from '../query.ts';
import { href } from '../route.ts';
import { rowsOf, useQuery, useSession } from '../session.ts';
import type { Row } from '../transport.ts';
import { Preprocess, preprocessOf, type Steps } from './train_columns.tsx';
import { COMMON, OptionFields } from './train_options.tsx';

interface Outcome {
  algorithm: string;
  score: number | null;
  isDeployed: boolean;
  /** Why it failed; '' when it did not. */
  message: string;
  warnings: string[];
}

export function Train({ params }: { params: URLSearchParams }) {
  const { may, run, say, running } = useSession();
  const tablesAnswer = useQuery(TABLES);
  const tables = rowsOf(tablesAnswer).map((row) => String(row.name));
  const [table, setTable] = useState(params.get('table') ?? '');
  const [select, setSelect] = useState('');
  const [isSelect, setIsSelect] = useState(false);
  const [target, setTarget] = useState('');
  const [wantedType, setType] = useState('');
  const [algorithms, setAlgorithms] = useState<string[]>([]);
  const [experiment, setExperiment] = useState('');
  const [options, setOptions] = useState<Record<string, string>>({});
  const [steps, setSteps] = useState<Record<string, Steps>>({});
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);

  const dataset = isSelect ? select : table !== '' ? table : (tables[0] ?? '');
  const columnsQuery = dataset === '' ? null : sql`SELECT * FROM sqml_feature_info(${dataset})`;
  const info = useQuery(columnsQuery);
  const columns = rowsOf(info);
  const names = columns.map((row) => String(row.feature));
  const predicted = names.includes(target) ? target : (names.at(-1) ?? '');
  const type = wantedType !== '' ? wantedType : typeFor(columns.find((row) => row.feature === predicted));
  const algorithmsQuery = sql`SELECT algorithm, option, type, default_value, accepts FROM sqml_algorithms() WHERE prediction_type = ${type}`;
  const algorithmsAnswer = useQuery(algorithmsQuery);
  const known = rowsOf(algorithmsAnswer);
  const all = [...new Set(known.map((row) => String(row.algorithm)))];
  const chosen = algorithms.filter((each) => all.includes(each));
  const used = chosen.length > 0 ? chosen : all.slice(0, 1);
  const called = experiment !== '' ? experiment : `${isSelect ? 'query' : dataset}.${predicted}`;

  const isReading =
    [tablesAnswer, info, algorithmsAnswer].some(({ status }) => status === 'loading') &&
    (tablesAnswer.status === 'loading' || dataset !== '');

  if (!may('train')) return <p class="note">Nothing can be trained here: this dashboard only reads.</p>;

  const optionsFor = (algorithm: string): Record<string, unknown> => {
    const own = known.filter((row) => row.algorithm === algorithm).map((row) => String(row.option));
    const given = Object.entries(options).filter(
      ([name, text]) => text !== '' && (own.includes(name) || name in COMMON),
    );
    const found: Record<string, unknown> = Object.fromEntries(
      given.map(([name, text]) => [name, parsed<unknown>(text, text)]),
    );
    return { ...found, ...preprocessOf(steps, predicted) };
  };
  const argsFor = (algorithm: string): Value[] => {
    const given = optionsFor(algorithm);
    const json = Object.keys(given).length === 0 ? [] : [JSON.stringify(given)];
    return [called, type, algorithm, dataset, predicted, ...json];
  };

  const start = async (event: Event) => {
    event.preventDefault();
    setOutcomes([]);
    say('');
    for (const algorithm of used) {
      let outcome: Outcome;
      try {
        const answer = parsed<{ score?: number; deployed?: boolean; warnings?: string[] }>(
          await run('sqml_train', argsFor(algorithm)),
          {},
        );
        outcome = {
          algorithm,
          score: answer.score ?? null,
          isDeployed: answer.deployed ?? false,
          message: '',
          warnings: answer.warnings ?? [],
        };
      } catch (thrown) {
        const { message } = thrown as Error;
        outcome = { algorithm, score: null, isDeployed: false, message, warnings: [] };
      }
      setOutcomes((before) => [...before, outcome]);
    }
  };
  const tick = (algorithm: string) =>
    setAlgorithms(
      used.includes(algorithm) ? used.filter((each) => each !== algorithm) : [...used, algorithm],
    );

  return (
    <form onSubmit={start}>
      <div class="heading">
        <h1>Train</h1>
        {isReading && (
          <p class="loading unseen" role="status">
            Reading …
          </p>
        )}
      </div>
      <div class="panels">
        <Section title="From what" query={columnsQuery ?? undefined} answer={info}>
          <div class="fields">
            <label class="field">
              <span>Rows come from</span>
              <select
                value={isSelect ? '' : dataset}
                onChange={(event) => {
                  const { value } = event.currentTarget;
                  setIsSelect(value === '');
                  if (value !== '') setTable(value);
                  setTarget('');
                  setType('');
                }}
              >
                <Choices of={tables} />
                <option value="">one SELECT …</option>
              </select>
            </label>
            {isSelect && (
              <label class="field tall">
                <span>SELECT</span>
                <textarea
                  rows={4}
                  placeholder="SELECT age, visits, has_left FROM customers"
                  value={select}
                  onChange={(event) => setSelect(event.currentTarget.value)}
                />
              </label>
            )}
            <label class="field">
              <span>Predict the column</span>
              <select
                value={predicted}
                onChange={(event) => {
                  setTarget(event.currentTarget.value);
                  setType('');
                }}
              >
                <Choices of={names} />
              </select>
            </label>
            <label class="field">
              <span>Type</span>
              <select value={type} onChange={(event) => setType(event.currentTarget.value)}>
                <option value="classification">classification: a label</option>
                <option value="regression">regression: a number</option>
              </select>
            </label>
            <label class="field">
              <span>Experiment</span>
              <input
                type="text"
                value={experiment}
                placeholder={called}
                onInput={(event) => setExperiment(event.currentTarget.value)}
              />
            </label>
          </div>
          {info.status === 'failed' && <p class="note">{info.message}</p>}
          {tables.length === 0 && !isSelect && (
            <p class="note">
              There is no table yet; <a href={href('data')}>load an example</a>.
            </p>
          )}
        </Section>
        <Section title="By which algorithms" query={algorithmsQuery} answer={algorithmsAnswer}>
          <fieldset class="ticks">
            <legend class="about">
              The best of an experiment serves. Several are trained one after the other.
            </legend>
            {all.map((algorithm) => (
              <label key={algorithm}>
                <input type="checkbox" checked={used.includes(algorithm)} onChange={() => tick(algorithm)} />{' '}
                {algorithm}
              </label>
            ))}
          </fieldset>
        </Section>
        <Preprocess
          query={columnsQuery}
          columns={columns}
          target={predicted}
          steps={steps}
          change={setSteps}
        />
        <OptionFields
          query={algorithmsQuery}
          known={known}
          algorithms={used}
          values={options}
          change={setOptions}
        />
        <Section title="Start" isWide>
          {predicted !== '' && used.length > 0 && (
            <Problems
              algorithms={used}
              query={used
                .map(
                  (each) =>
                    sql`SELECT ${each} AS algorithm, name, problem, advice, example FROM sqml_check(${type}, ${each}, ${dataset}, ${predicted}, ${JSON.stringify(optionsFor(each))})`,
                )
                .reduce((before, next) => sql`${before}\nUNION ALL ${next}`)}
            />
          )}
          <Code
            text={used.map((each) => `${callText('sqml_train', argsFor(each))};`).join('\n')}
            what="the statements"
          />
          <div class="controls">
            <button type="submit" class="primary" disabled={running !== null || predicted === ''}>
              {used.length > 1 ? `Train ${used.length} models` : 'Train'}
            </button>
          </div>
          {outcomes.length > 0 && (
            <Outcomes outcomes={outcomes} experiment={called} isDone={outcomes.length === used.length} />
          )}
        </Section>
      </div>
    </form>
  );
}

/** All that keeps the trainings from being done, as the engine sees it before the start; what they share is said once. */
function Problems({ algorithms, query }: { algorithms: string[]; query: Query }) {
  const answer = useQuery(query);
  if (answer.status === 'loading') return <p class="about">Looking for problems …</p>;
  if (answer.status === 'failed') return <p class="note">{answer.message}</p>;
  if (answer.table.rows.length === 0) return <p class="about">Nothing is in the way.</p>;
  const found = new Map<string, { row: Row; of: string[] }>();
  for (const { algorithm, ...row } of answer.table.rows) {
    const key = JSON.stringify(Object.values(row));
    const same = found.get(key) ?? { row, of: [] };
    found.set(key, same);
    same.of.push(String(algorithm));
  }
  return (
    <div class="note">
      <p>Before this trains:</p>
      <ul>
        {[...found].map(([key, { row, of }]) => (
          <li key={key}>
            {of.length < algorithms.length && <>{of.join(', ')}: </>}
            <b>{String(row.name ?? 'the table')}</b> {String(row.problem)}
            {row.advice !== null && <>; {String(row.advice)}</>}
            {row.example !== null && (
              <>
                : <code>{String(row.example)}</code>
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Outcomes(props: { outcomes: Outcome[]; experiment: string; isDone: boolean }) {
  const { outcomes, experiment, isDone } = props;
  const rows: Row[] = outcomes.map(({ algorithm, score, isDeployed, message, warnings }) => ({
    algorithm,
    score,
    warnings: warnings.length === 0 ? null : warnings.join('\n'),
    outcome: message !== '' ? message : isDeployed ? 'serves now' : 'stored; another serves',
  }));
  return (
    <>
      <Grid
        label="What was trained"
        rows={rows}
        columns={[
          { name: 'algorithm', title: 'Algorithm' },
          { name: 'score', title: 'Score', isNumber: true, cell: (row) => real(row.score) },
          {
            name: 'outcome',
            title: 'Outcome',
            cell: (row) => <span class="long">{String(row.outcome)}</span>,
          },
          ...(rows.some(({ warnings }) => warnings !== null)
            ? [
                {
                  name: 'warnings',
                  title: 'Warnings',
                  isNumber: false,
                  cell: (row: Row) => <span class="long">{String(row.warnings ?? '–')}</span>,
                },
              ]
            : []),
        ]}
      />
      {isDone && outcomes.some(({ message }) => message === '') && (
        <p>
          <a class="button" href={href('experiment', experiment, 'runs')}>
            To the leaderboard
          </a>
        </p>
      )}
    </>
  );
}
