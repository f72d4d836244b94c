import { testSeeds } from './seed-tests.ts'

testSeeds(151, 200)
