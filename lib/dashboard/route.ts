// Which screen is shown, by the fragment of the address: every screen can be linked to, and Back works.
//
//   #/                      the overview            #/experiment/NAME/deployments
//   #/data/TABLE            a table                 #/model/ID/why
//   #/train?table=TABLE     a training

import { useEffect, useState } from 'preact/hooks';

export interface Route {
  path: string[];
  params: URLSearchParams;
}

export function parse(hash: string): Route {
  const [path, search = ''] = hash.replace(/^#\/?/, '').split('?');
  return { path: path.split('/').filter(Boolean).map(decoded), params: new URLSearchParams(search) };
}

/** `href('model', 3, 'why')` is '#/model/3/why'. */
export function href(...path: (string | number)[]): string {
  return `#/${path.map((part) => encodeURIComponent(part)).join('/')}`;
}

export function withParams(to: string, params: Record<string, string>): string {
  return `${to}?${new URLSearchParams(params)}`;
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parse(location.hash));
  useEffect(() => {
    const changed = () => setRoute(parse(location.hash));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
