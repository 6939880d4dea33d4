package bench

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"syscall"
	"time"
)

// Work runs a trigger and tells the claims, as JSON.
type Work func() ([]byte, error)

// Measure runs the work again and again and prints the figures of it, as JSON. `other` is the processor
// time of another process that works for this one, too.
func Measure(seconds float64, callers, actions int, work Work, other func() (time.Duration, error)) error {
	answer, err := work()
	if err != nil {
		return err
	}
	run(seconds/10, callers, work)
	before, err := processorTime(other)
	if err != nil {
		return err
	}
	times, err := run(seconds, callers, work)
	if err != nil {
		return err
	}
	after, err := processorTime(other)
	if err != nil {
		return err
	}
	slices.Sort(times)
	figures := map[string]any{
		"answer": string(answer),
		"runs":   len(times),
		"cpu_us": (after - before).Seconds() * 1e6 / float64(len(times)*actions),
		"p50_us": times[len(times)/2].Microseconds(),
		"p99_us": times[len(times)*99/100].Microseconds(),
	}
	text, err := json.Marshal(figures)
	fmt.Println(string(text))
	return err
}

func run(seconds float64, callers int, work Work) ([]time.Duration, error) {
	var group sync.WaitGroup
	var lock sync.Mutex
	var all []time.Duration
	var failed error
	until := time.Now().Add(time.Duration(seconds * float64(time.Second)))
	for range callers {
		group.Go(func() {
			var times []time.Duration
			var err error
			for now := time.Now(); err == nil && now.Before(until); {
				_, err = work()
				times = append(times, time.Since(now))
				now = time.Now()
			}
			lock.Lock()
			defer lock.Unlock()
			all = append(all, times...)
			if err != nil {
				failed = err
			}
		})
	}
	group.Wait()
	return all, failed
}

func processorTime(other func() (time.Duration, error)) (time.Duration, error) {
	own := OwnProcessorTime()
	if other == nil {
		return own, nil
	}
	theirs, err := other()
	return own + theirs, err
}

// OwnProcessorTime is what this process used, user and system.
func OwnProcessorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
