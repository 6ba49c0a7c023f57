/** Every page with its URL and search parameters: the address says which view, which filter, which case, which tab. */
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type SearchSchemaInput,
} from '@tanstack/react-router';
import { owner } from './api/client.ts';
import { meQuery, welcomeQuery } from './api/queries.ts';
import { type InboxSearch, readInboxSearch, safeNext } from './app/address.ts';
import { NotFound } from './app/NotFound.tsx';
import { PaneError } from './app/PaneError.tsx';

type SignInSearch = { next?: string; why?: 'signed-out' };

const rootRoute = createRootRouteWithContext<{ cache: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: PaneError,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): SignInSearch => {
    const next = safeNext(search.next);
    return { ...(next ? { next } : {}), ...(search.why === 'signed-out' ? { why: 'signed-out' as const } : {}) };
  },
  beforeLoad: async ({ context, search }) => {
    void context.cache.prefetchQuery(welcomeQuery);
    const me = await context.cache.ensureQueryData(meQuery).catch(() => null);
    if (me) throw redirect({ href: search.next ?? '/' });
  },
  component: lazyRouteComponent(() => import('./signin/SignInPage.tsx'), 'SignInPage'),
});

const setUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  component: lazyRouteComponent(() => import('./signin/SetUpPage.tsx'), 'SetUpPage'),
});

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const me = await context.cache.ensureQueryData(meQuery);
    if (!me) throw redirect({ to: '/sign-in', search: { next: location.href } });
    owner.set(me.id);
    return { me };
  },
  component: lazyRouteComponent(() => import('./app/Frame.tsx'), 'Frame'),
});

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  // Who answers begins with their own cases, who watches with all.
  beforeLoad: ({ context }) => {
    throw redirect({ to: '/inbox/{-$caseId}', params: {}, search: { view: context.me.isAgent ? 'mine' : 'all' }, replace: true });
  },
});

const inboxRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/inbox/{-$caseId}',
  validateSearch: (search: Partial<InboxSearch> & SearchSchemaInput): InboxSearch => readInboxSearch(search),
  component: lazyRouteComponent(() => import('./inbox/InboxPage.tsx'), 'InboxPage'),
});

const stuckRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/admin/stuck',
  component: lazyRouteComponent(() => import('./admin/StuckPage.tsx'), 'StuckPage'),
});

const routeTree = rootRoute.addChildren([signInRoute, setUpRoute, signedInRoute.addChildren([homeRoute, inboxRoute, stuckRoute])]);

export function openRouter(cache: QueryClient) {
  return createRouter({ routeTree, context: { cache }, defaultPreload: 'intent', defaultPreloadStaleTime: 0, scrollRestoration: false });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof openRouter>;
  }
}
