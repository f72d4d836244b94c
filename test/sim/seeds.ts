/** Seeds that failed once, each with what it found; they are run with every test. */
export const SEEDS: readonly { readonly seed: number; readonly found: string }[] = [
  { seed: 17, found: 'a pool that owed nothing but uncertain messages never rested' },
  { seed: 24, found: 'events were set aside while the disk was full' },
  { seed: 35, found: 'events were set aside while the disk failed' },
  { seed: 88, found: 'what a dead process was sending was not counted against a pool' },
  { seed: 131, found: 'an older firing reopened what was over, after the clock was set back' },
  { seed: 11, found: 'what a new configuration let go waited for the safety net of the tick' },
  { seed: 34, found: 'an alert went on, against the rules, after the clock was set back' },
  { seed: 61, found: 'what a policy held at once waited for the safety net of the tick' },
  {
    seed: 20336,
    found: 'what a dead process had sent before its lease was on disk was not counted',
  },
  {
    seed: 60,
    found:
      'who heard of an alert that flapped did not hear of its end from the next run, nor from one that a repeat began',
  },
  { seed: 57, found: 'an alert that was silenced let its group repeat another before its time' },
  {
    seed: 30478,
    found: 'whom a run had called did not hear of the end where the policy had gone and come back',
  },
  {
    seed: 113,
    found:
      'that nobody has an alert any more was forgotten where its source said something else meanwhile',
  },
  { seed: 28, found: 'an end was taken for told by a message that the platform had dropped' },
  {
    seed: 51015,
    found:
      'what nobody had any more, after an acknowledgement ran out, was told again an interval late where a run calls',
  },
  {
    seed: 52220,
    found:
      'what a silence had held, and was milder than the silence then, was told again when that silence would have ended',
  },
  {
    seed: 60627,
    found: 'what waited for its repeat was taken for held when the rule that held it was gone',
  },
  {
    seed: 60703,
    found: 'what only a run told made its group repeat another before its time',
  },
  {
    seed: 62378,
    found: 'a job that failed again after the clock was set back was told to nobody',
  },
  {
    seed: 52360,
    found: 'an alert that ended by itself in time was taken for early after the clock was set back',
  },
  {
    seed: 62095,
    found:
      'who shares a robot was taken for never told of an end that a dead digest had for all of them',
  },
  {
    seed: 64456,
    found:
      'a job whose failure was taken by a hub that was killed before it answered was forgotten at the end',
  },
  {
    seed: 82072,
    found: 'an end overtook the message of what it ended, where an endpoint takes several at once',
  },
]
