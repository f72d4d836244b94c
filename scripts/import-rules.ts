// Who may import whom, as data: the walls of ARCHITECTURE.md. check-imports.ts reads it.
// base < languages, model < contract < reading < stages, sources, channels, store, config, sandbox, kubernetes, network, verify, api
// < flow < backtest < app < cli < main. What must hold: every rule has a planted violation in test/planted/imports/.

/** A target is a path from the root (`src/base/id.ts`), a package (`npm:pg`) or a built-in (`node:fs`). */
export type ImportRule = {
  /** Also the name of the folder with its planted violation. */
  name: string
  why: string
  /** The importing files that the rule binds. */
  from: RegExp
  /** Of those, the files that it does not bind. */
  except?: RegExp
  /** The targets that the rule speaks of. */
  to: RegExp
  /** Of those, the targets that are allowed. `$1` stands for the first group of `from`. */
  allowed?: string
}

/** Files that never ship. They may look anywhere, through the doors. */
export const TESTS = /(\.(test|test-d|sim|bench)\.ts$)|^(test|bench|scripts)\//

const OURS = /^src\//

/** What base offers that neither waits, nor asks the time, nor leaves the process. */
const QUIET_BASE = 'src/base/(assert|errors|limits|redact|secret)\\.ts$'

/** Each area of src/ and what it may see of the others. */
const ROOMS: Pick<ImportRule, 'name' | 'why' | 'from' | 'allowed'>[] = [
  {
    name: 'base-knows-nothing',
    why: 'base has no word of the domain.',
    from: /^src\/base\//,
    allowed: '^src/base/',
  },
  {
    name: 'language-stands-alone',
    why: 'A language sees its own folder, languages/values and base: it could be a package of its own.',
    from: /^src\/languages\/([^/]+)\//,
    allowed: '^src/(languages/($1|values)/|base/)',
  },
  {
    name: 'model-is-pure',
    why: 'Nouns and their invariants only.',
    from: /^src\/model\//,
    allowed: `^(src/model/|${QUIET_BASE})`,
  },
  {
    name: 'contract-is-small',
    why: 'The doors for adapters and stores: interfaces over the model.',
    from: /^src\/contract\//,
    allowed: '^src/(contract|model|base)/',
  },
  {
    name: 'reading-knows-no-source',
    why: 'What sources share in reading requests: it sees the form of a request and the model, no adapter.',
    from: /^src\/reading\//,
    allowed: '^src/((reading|model|base)/|contract/(source|fields)\\.ts$)',
  },
  {
    name: 'stage-stands-alone',
    why: 'A stage never calls another stage; flow.ts hands things on.',
    from: /^src\/stages\/([^/]+)\//,
    allowed: '^src/(stages/$1|contract|model|languages|base)/',
  },
  {
    name: 'adapter-stands-alone',
    why: 'An adapter sees its own folder, the contract, what sources share in reading, the model, the languages and base. A stranger could have written it.',
    from: /^src\/((?:sources|channels)\/[^/]+)\//,
    allowed:
      '^src/($1/|reading/|contract/(source|channel|fields)\\.ts$|model/|base/|languages/([^/]+)/\\3\\.ts$)',
  },
  {
    name: 'adapter-list-only-lists',
    why: 'all.ts names the adapters of its folder, nothing else.',
    from: /^src\/(sources|channels)\/[^/]+\.ts$/,
    allowed: '^src/($1|contract|model|base)/',
  },
  {
    name: 'sandbox-is-a-stranger',
    why: 'A stand-in that shared code with the channels would share their mistakes.',
    from: /^src\/sandbox\//,
    allowed: '^src/(sandbox|contract|model|base)/',
  },
  {
    name: 'store-is-a-cellar',
    why: 'No rules of the business in the store.',
    from: /^src\/store\//,
    allowed: '^src/(store|contract|model|base)/',
  },
  {
    name: 'config-reads-only',
    why: 'Reads files and environment, builds one frozen value. The adapters are handed in.',
    from: /^src\/config\//,
    allowed: '^src/(config|contract|model|languages|base)/',
  },
  {
    name: 'argocd-thinks-only',
    why: 'What Argo CD Notifications would do is a value: no store, no network, no cluster and no hub.',
    from: /^src\/argocd\//,
    allowed: '^src/(argocd|model|languages|base)/',
  },
  {
    name: 'kubernetes-is-a-guest',
    why: 'The controller speaks to the hub as any source does.',
    from: /^src\/kubernetes\//,
    allowed: '^src/(kubernetes|contract|model|languages|base)/',
  },
  {
    name: 'identity-knows-no-door',
    why: 'Who may use the hub: it is told what was given, and knows no HTTP.',
    from: /^src\/identity\//,
    allowed: '^src/(identity|contract|model|base)/',
  },
  {
    name: 'network-knows-no-stage',
    why: 'The way out to the network: which proxy, which addresses. What is said on it is not its business.',
    from: /^src\/network\//,
    allowed: '^src/(network|contract|model|base)/',
  },
  {
    name: 'spool-keeps-bytes',
    why: 'Files of requests that wait. What becomes of them is not its business.',
    from: /^src\/spool\//,
    allowed: '^src/(spool|contract|base)/',
  },
  {
    name: 'verify-is-told',
    why: 'It tries one message and interprets the answer; channel, network and message are handed in.',
    from: /^src\/verify\//,
    allowed: '^src/(verify|contract|model|base)/',
  },
  {
    name: 'api-is-a-window',
    why: 'Handlers read the store and record commands; what they need is handed in.',
    from: /^src\/api\//,
    allowed: '^src/(api|contract|model|languages|base)/',
  },
  {
    name: 'flow-knows-stages',
    why: 'The main flow joins the stages and knows no adapter.',
    from: /^src\/flow(-[a-z]+)?\.ts$/,
    allowed: '^src/((stages|contract|model|languages|base)/|flow-[a-z]+\\.ts$)',
  },
  {
    name: 'preview-shows-only',
    why: 'It shows what the stages would make: it reaches no store, no network and no hub.',
    from: /^src\/(preview(-template)?|try-source)\.ts$/,
    allowed: '^src/((stages|contract|model|languages|base)/|preview\\.ts$)',
  },
  {
    name: 'backtest-sends-nothing',
    why: 'It runs the real stages on a store of its own: no network, no adapter and no running hub is in its reach.',
    from: /^src\/backtest\//,
    allowed:
      '^src/((backtest|stages|contract|model|languages|base)/|flow\\.ts$|store/store\\.ts$|api/api\\.ts$)',
  },
  {
    name: 'argocd-hub-hands-on',
    why: 'It joins what evaluates Applications to the flow; who watches a cluster calls it, and is not its business.',
    from: /^src\/argocd-hub\//,
    allowed: '^src/((argocd-hub|contract|model|base)/|argocd/argocd\\.ts$|flow-argocd\\.ts$)',
  },
  {
    name: 'app-is-below-cli',
    why: 'app.ts wires the parts; who starts it is not its business.',
    from: /^src\/(announced|app|argocd-certificates|argocd-cluster|argocd-cluster-reader|argocd-metrics|argocd-one-off|argocd-server|argocd-watch|argocd-wiring|configuring|guides|live|calendars|neighbours|signing-in|spool-wiring|standby|stored-configuration|try-configured|wiring)\.ts$/,
    allowed: '^src/(?!(cli/|main\\.ts$))',
  },
  {
    name: 'adapters-only-lists',
    why: 'It names the two lists of adapters, nothing else.',
    from: /^src\/adapters\.ts$/,
    allowed: '^src/((sources|channels)/all\\.ts$|contract/)',
  },
  {
    name: 'cli-is-a-client',
    why: 'Commands talk to a hub over HTTP, or start one through app.ts.',
    from: /^src\/cli\//,
    allowed:
      '^src/((cli|config|contract|sandbox|model|languages|base)/|argocd/argocd\\.ts$|api/wire(-[a-z]+)?\\.ts$|backtest/backtest\\.ts$|(app|adapters|argocd-certificates|argocd-cluster|argocd-cluster-reader|argocd-one-off|preview|standby|stored-configuration|try-source)\\.ts$|store/store\\.ts$)',
  },
  {
    name: 'main-hands-over',
    why: 'main.ts gives argv to the command line.',
    from: /^src\/main\.ts$/,
    allowed: '^src/(cli|base)/',
  },
]

/** Rules across the areas. */
const HOUSE_RULES: ImportRule[] = [
  {
    name: 'enter-by-the-door',
    why: 'A folder is entered through the file that has its name.',
    from: /^(?:(src\/[^/]+\/[^/]+)\/)?/,
    except: /^test\/conformance\//,
    to: /^src\/(stages|sources|channels|languages)\/(?!values\/)[^/]+\//,
    // A language has a second door: jsonl.ts, for programs.
    allowed: '^src/[^/]+/([^/]+)/\\1\\.ts$|^src/languages/[^/]+/jsonl\\.ts$|^$1/|/fixtures/',
  },
  {
    name: 'enter-the-area-by-the-door',
    why: 'These areas are entered through the file that has their name; api/wire.ts is for clients.',
    from: /^(?:(src\/[^/]+)\/)?/,
    except: /^test\//,
    to: /^src\/(argocd|argocd-hub|store|config|sandbox|kubernetes|network|verify|identity|spool|api|backtest)\//,
    // What reads other products' configurations has a door for programs too.
    allowed:
      '^src/([^/]+)/\\1\\.ts$|^src/api/wire(-[a-z]+)?\\.ts$|^src/config/import/jsonl\\.ts$|^$1/',
  },
  {
    name: 'dialects-are-strangers',
    why: 'Each database engine on its own; the door of the store joins them.',
    from: /^src\/store\/(sqlite|postgres)\//,
    to: /^src\/store\/(sqlite|postgres)\//,
    allowed: '^src/store/$1/',
  },
  {
    name: 'one-command-opens-stores',
    why: 'A store that no hub uses is copied by `tocsin store`; every other command asks a hub.',
    from: /^src\/cli\//,
    except: /^src\/cli\/commands\/store\.ts$|\.test\.ts$/,
    to: /^src\/store\//,
  },
  {
    name: 'few-commands-start-a-hub',
    why: 'Every other command is a client of the HTTP API.',
    from: /^src\/cli\//,
    except: /^src\/cli\/commands\/(serve|demo|sandbox|check|verify|migrate)\.ts$|\.test\.ts$/,
    to: /^src\/app\.ts$/,
  },
  {
    name: 'drivers-live-in-the-store',
    why: 'A database is reached through contract/store.ts.',
    from: /^src\//,
    except: /^src\/store\//,
    to: /^npm:(kysely|pg|pg-copy-streams|better-sqlite3)$|^node:sqlite$/,
  },
  {
    name: 'the-world-is-in-base',
    why: 'Time and outgoing HTTP are handed in; only base touches the real ones.',
    from: /^src\//,
    except: /^src\/base\/|\.test\.ts$/,
    to: /^npm:undici$|^node:timers/,
  },
  {
    name: 'thinkers-touch-nothing',
    why: 'Decisions, adapters and languages work on what they are given: no files, sockets or processes.',
    from: /^src\/(argocd|model|languages|contract|stages|sources|channels)\//,
    except: TESTS,
    to: /^node:(fs|http|https|http2|net|tls|dgram|dns|child_process|cluster|worker_threads|os|process)(\/|$)/,
  },
  {
    name: 'no-test-in-product',
    why: 'What ships does not depend on what only tests.',
    from: /^(src|web\/src)\//,
    except: TESTS,
    to: /^(test|bench|scripts)\/|\/fixtures\/|\.(test|test-d|sim|bench)\.ts$/,
  },
  {
    name: 'web-sees-wire-only',
    why: 'The console is a client: of src it sees the types of api/wire.ts.',
    from: /^web\//,
    to: OURS,
    allowed: '^src/api/wire(-[a-z]+)?\\.ts$',
  },
]

export const IMPORT_RULES: ImportRule[] = [
  ...ROOMS.map((room) => ({ ...room, except: TESTS, to: OURS })),
  ...HOUSE_RULES,
]
