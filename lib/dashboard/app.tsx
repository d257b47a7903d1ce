// The frame around the screens: where one is, what runs, what was said last; and which screen a route shows.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { count, label, percent, seconds } from './format.ts';
import { isImported, useExperiment, useModel } from './models.ts';
import { Code, Section } from './panel.tsx';
import { href, type Route, useRoute } from './route.ts';
import { Classification } from './screens/classification.tsx';
import { Compare } from './screens/compare.tsx';
import { Data } from './screens/data.tsx';
import { Deployments } from './screens/deployments.tsx';
import { Drift } from './screens/drift.tsx';
import { Leaderboard } from './screens/leaderboard.tsx';
import { Model } from './screens/model.tsx';
import { Online } from './screens/online.tsx';
import { Overview } from './screens/overview.tsx';
import { Predict } from './screens/predict.tsx';
import { Regression } from './screens/regression.tsx';
import { Search } from './screens/search.tsx';
import { Train } from './screens/train.tsx';
import { Why } from './screens/why.tsx';
import { type Session, SessionContext, useNewSession } from './session.ts';
import type { Progress, State, Transport } from './transport.ts';

export function App({
  transport,
  state,
  extra,
}: {
  transport: Transport;
  state: State;
  extra?: ComponentChildren;
}) {
  const session = useNewSession(transport, state);
  const route = useRoute();
  useEffect(() => {
    scrollTo(0, 0);
  }, [route.path.join('/')]);
  return (
    <SessionContext.Provider value={session}>
      <a class="skip" href="#main">
        To the content
      </a>
      <header class="top">
        <a class="brand" href={href()}>
          sqml
        </a>
        <span class="database" title={state.database}>
          {session.state.database}
        </span>
        <nav aria-label="Dashboard">
          <Tab to={href()} isCurrent={route.path.length === 0}>
            Overview
          </Tab>
          <Tab to={href('data')} isCurrent={route.path[0] === 'data'}>
            Data
          </Tab>
          <Tab to={href('train')} isCurrent={route.path[0] === 'train'}>
            Train
          </Tab>
        </nav>
        {session.state.rights.length === 0 && <span class="badge">read-only</span>}
        {extra}
      </header>
      <Running session={session} />
      <Notice session={session} />
      <main id="main" tabIndex={-1}>
        <Screen route={route} />
      </main>
    </SessionContext.Provider>
  );
}

export function Tab(props: { to: string; isCurrent: boolean; children: ComponentChildren }) {
  return (
    <a href={props.to} aria-current={props.isCurrent ? 'page' : undefined}>
      {props.children}
    </a>
  );
}

function Screen({ route }: { route: Route }) {
  const [area, which, part] = route.path;
  if (area === undefined || area === 'main') return <Overview />;
  if (area === 'data') return <Data table={which ?? null} />;
  if (area === 'train') return <Train key={route.params.get('table')} params={route.params} />;
  if (area === 'experiment' && which) {
    return <ExperimentScreen key={which} name={which} part={part} params={route.params} />;
  }
  if (area === 'model' && /^\d+$/.test(which ?? '')) {
    return <ModelScreen key={which} id={Number(which)} part={part} />;
  }
  return <Missing what="this address" />;
}

function ExperimentScreen(props: { name: string; part?: string; params: URLSearchParams }) {
  const { name, part = 'runs', params } = props;
  const experiment = useExperiment(name);
  const tabs: [string, string][] = [
    ['runs', 'Leaderboard'],
    ['compare', 'Compare'],
    ['search', 'Search'],
    ['deployments', 'Deployments'],
  ];
  if (experiment === undefined) return <Reading />;
  if (experiment === null) return <Missing what={`the experiment '${name}'`} />;
  const serving = experiment.model_id;
  return (
    <>
      <Heading crumbs={[['Overview', href()]]} title={name} about={String(experiment.prediction_type)}>
        {tabs.map(([key, title]) => (
          <Tab key={key} to={href('experiment', name, key)} isCurrent={part === key}>
            {title}
          </Tab>
        ))}
        {serving !== null && (
          <Tab to={href('model', Number(serving))} isCurrent={false}>
            Serving model
          </Tab>
        )}
      </Heading>
      {part === 'deployments' && <Deployments experiment={name} />}
      {part === 'compare' && <Compare key={params.get('models')} experiment={name} params={params} />}
      {part === 'search' && <Search experiment={name} />}
      {part === 'runs' && <Leaderboard experiment={name} type={String(experiment.prediction_type)} />}
    </>
  );
}

/** Screens of what a training leaves. */
const NEED_TRAINING = ['quality', 'drift'];

function ModelScreen({ id, part = '' }: { id: number; part?: string }) {
  const model = useModel(id);
  if (model === undefined) return <Reading />;
  if (model === null) return <Missing what={`model ${id}`} />;
  const experiment = String(model.experiment);
  const isClassification = model.prediction_type === 'classification';
  // A model that began with no row has neither a test part nor a profile of its training part.
  const isTrained = model.began_empty !== 1;
  const tabs: [string, string][] = [
    ['', 'Model'],
    ['quality', isClassification ? 'Classification' : 'Regression'],
    ['why', 'Why'],
    ['predict', 'Predict'],
    ['drift', 'Drift'],
    ['online', 'Online'],
  ];
  return (
    <>
      <Heading
        crumbs={[
          ['Overview', href()],
          [experiment, href('experiment', experiment, 'runs')],
        ]}
        title={`Model ${id}`}
        about={`${label(model.algorithm)}${model.learns ? ', learns row by row' : ''}${model.serves ? ', serves' : ''}`}
      >
        {tabs
          .filter(([key]) => isTrained || !NEED_TRAINING.includes(key))
          .map(([key, title]) => (
            <Tab
              key={key}
              to={key === '' ? href('model', id) : href('model', id, key)}
              isCurrent={part === key}
            >
              {title}
            </Tab>
          ))}
      </Heading>
      {part === '' && <Model model={model} />}
      {!isTrained && NEED_TRAINING.includes(part) && (
        <Missing what="this address: the model had no training" />
      )}
      {isImported(model) && NEED_TRAINING.includes(part) && <Imported id={id} />}
      {isTrained &&
        !isImported(model) &&
        part === 'quality' &&
        (isClassification ? <Classification id={id} /> : <Regression id={id} />)}
      {part === 'why' && <Why model={model} />}
      {part === 'predict' && <Predict model={model} />}
      {isTrained && !isImported(model) && part === 'drift' && <Drift model={model} />}
      {part === 'online' && <Online model={model} />}
    </>
  );
}

function Heading(props: {
  crumbs: [string, string][];
  title: string;
  about: string;
  children: ComponentChildren;
}) {
  return (
    <div class="heading">
      <p class="crumbs">
        {props.crumbs.map(([title, to]) => (
          <span key={to}>
            <a href={to}>{title}</a> /{' '}
          </span>
        ))}
      </p>
      <h1>
        {props.title} <span class="about">{props.about}</span>
      </h1>
      <nav aria-label={props.title} class="tabs">
        {props.children}
      </nav>
    </div>
  );
}

function Reading() {
  return (
    <p class="loading" role="status">
      Reading …
    </p>
  );
}

/** A model that came without the rows of its training: what can be asked of it with others. */
function Imported({ id }: { id: number }) {
  return (
    <Section title="Without a test part" isWide>
      <div class="empty">
        <p>
          This model was imported, and how it did on its test part stayed where it was trained. How it does on
          a table of yours:
        </p>
      </div>
      <Code
        text={`SELECT metric, value FROM sqml_evaluate(${id}, 'your_table', 'your_target');`}
        what="the statement"
      />
    </Section>
  );
}

function Missing({ what }: { what: string }) {
  return (
    <div class="empty">
      <h1>Not found</h1>
      <p>There is nothing at {what}.</p>
      <p>
        <a href={href()}>All experiments</a>
      </p>
    </div>
  );
}

/** How often the page asks how far it is. */
const LOOK_MS = 1000;

/** What runs at the moment, for how long, how far it is, and how to end it. */
function Running({ session }: { session: Session }) {
  const { running, state, transport, refresh } = session;
  const [now, setNow] = useState<State['running']>(null);
  const isRunning = running !== null || state.running !== null;
  const isMine = running !== null;
  useEffect(() => {
    setNow(null);
    if (!isRunning) return;
    const look = async () => {
      const found = await transport.state().catch(() => null);
      if (found !== null && found.running === null && !isMine) await refresh();
      else setNow(found?.running ?? null);
    };
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [isRunning, isMine, transport]);
  if (!isRunning) return null;
  const text = running?.text ?? state.running?.text ?? '';
  const other = now?.seconds ?? state.running?.seconds ?? 0;
  const passed = running === null ? other : (Date.now() - running.since) / 1000;
  return (
    <section class="running" aria-label="What runs">
      <span class="spinner" aria-hidden="true" />
      <code>{text}</code>
      {now?.progress && <HowFar progress={now.progress} />}
      <span>{Math.round(passed)} s</span>
      <button
        type="button"
        onClick={() => session.cancel().catch((e: Error) => session.say(e.message, true))}
      >
        Cancel
      </button>
    </section>
  );
}

function HowFar({ progress }: { progress: Progress }) {
  const { phase, done, total, secondsLeft } = progress;
  const share = done !== null && total !== null && total > 0 ? Math.min(1, done / total) : null;
  return (
    <span class="how-far">
      {share === null ? (
        <span>
          {phase}
          {done !== null && `, ${count(done, phase === 'reading' ? 'row' : 'part')}`}
        </span>
      ) : (
        <>
          <span>
            {phase}, {percent(share)}
          </span>
          <progress value={share} max={1} aria-label={`${phase}: ${percent(share)}`} />
        </>
      )}
      {secondsLeft !== null && <span>about {seconds(secondsLeft)} left</span>}
    </span>
  );
}

function Notice({ session }: { session: Session }) {
  const { notice } = session;
  return (
    <div class="notices" aria-live="polite">
      {notice !== null && (
        <div class={notice.isError ? 'notice error' : 'notice'} role={notice.isError ? 'alert' : undefined}>
          <span>{notice.text}</span>
          <button type="button" class="quiet" onClick={() => session.say('')}>
            Close<span class="unseen"> this message</span>
          </button>
        </div>
      )}
    </div>
  );
}
