/** An object as its author wrote it: a test reads of it what it is about to prove. */
// biome-ignore lint/suspicious/noExplicitAny: the server keeps whatever it is given, as Kubernetes does.
export type Json = any
