package main

// group lets many writers share one commit of a library that has a single
// writer: whoever waits while a commit is under way goes into the next one
// together. Updates run one after the other in one goroutine.
type group struct {
	queue chan groupJob
	ended chan struct{}
}

type groupJob struct {
	f    func(txn) error
	done chan error
}

const groupMax = 128 // updates in one commit

// newGroup starts the goroutine; commit runs the updates in one transaction and
// syncs it.
func newGroup(commit func(run func(txn) error) error) *group {
	g := &group{queue: make(chan groupJob, groupMax), ended: make(chan struct{})}
	go func() {
		defer close(g.ended)
		for first := range g.queue {
			jobs := []groupJob{first}
			for len(jobs) < groupMax && len(g.queue) > 0 {
				jobs = append(jobs, <-g.queue)
			}
			err := commit(func(t txn) error {
				for _, j := range jobs {
					if err := j.f(t); err != nil {
						return err
					}
				}
				return nil
			})
			for _, j := range jobs {
				j.done <- err
			}
		}
	}()
	return g
}

func (g *group) update(f func(txn) error) error {
	j := groupJob{f, make(chan error, 1)}
	g.queue <- j
	return <-j.done
}

func (g *group) stop() {
	close(g.queue)
	<-g.ended
}
