// In: nothing. Out: sprig's functions on the environment.
// Must hold: only the variables that were handed in are seen.

import { define, type FunctionTable } from './define.ts'

export const systemFunctions: FunctionTable = new Map([
  ['env', define('string', ([name], context) => context.environment(String(name)))],
  [
    'expandenv',
    define('string', ([text], context) =>
      String(text).replace(variable, (whole, braced?: string, bare?: string) => {
        if (whole === '$') return '$'
        return context.environment(braced ?? bare ?? '')
      }),
    ),
  ],
])

const variable = /\$(?:\{([^}]*)\}|([A-Za-z0-9_]+|[*#$@!?-]))?/g
