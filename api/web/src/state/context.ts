// How a component gets the store and the service.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Api } from "../api.ts";
import type { Store } from "./store.ts";

export interface Session {
  store: Store;
  api: Api;
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("A panel stands outside of SessionContext. Render it under <SessionContext.Provider>.");
  return session;
}

export const useStore = (): Store => useSession().store;
export const useApi = (): Api => useSession().api;
