// The layout of the graph off the page's thread.
import { serveOffthread } from "../offthread.ts";
import { layOut } from "./layout.ts";

serveOffthread("forceatlas2", layOut);
