import { useState } from 'react'
import type { WireTeam } from '../../../src/api/wire-configuration.ts'
import { useAnswer } from '../api/queries.ts'
import { remember, remembered } from '../util/remembered.ts'
import { CONFIGURATION } from '../words/configuration.ts'
import { useSay } from '../words/language.tsx'

type Owned = 'sources' | 'policies' | 'schedules'

/** All teams, and one's own among them. */
export function useTeams() {
  const { data } = useAnswer<{ teams: readonly WireTeam[] }>('configuration', 'teams')
  const teams = data?.teams ?? []
  return { teams, own: teams.filter((team) => team.isOwn) }
}

/** What is one's own of a kind, and a switch that shows only that; nothing is left out for who is in no team. */
export function useOwn(kind: Owned) {
  const say = useSay()
  const { own } = useTeams()
  const [isOn, setOn] = useState(remembered('own-teams') === 'yes')
  const isShown = (name: string): boolean =>
    !isOn || own.length === 0 || own.some((team) => team[kind].includes(name))
  const toggle = (): void => {
    remember('own-teams', isOn ? 'no' : 'yes')
    setOn(!isOn)
  }
  const button = own.length > 0 && (
    <button type="button" className="chip" aria-pressed={isOn} onClick={toggle}>
      {say(CONFIGURATION.ownTeams)}
    </button>
  )
  return { isShown, button }
}
