// A webhook in place of a script: a service that answers with the claims, and who calls it.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	bench "portcullis/bench/scripts"
)

// What the service is told: as much as a script is.
type question struct {
	Number int            `json:"number"`
	Login  *bench.Login   `json:"login"`
	Claims map[string]any `json:"claims"`
}

type answer struct {
	Claims map[string]any `json:"claims"`
}

func main() {
	folder := flag.String("folder", ".", "where script and context lie")
	seconds := flag.Float64("seconds", 2, "how long")
	callers := flag.Int("callers", 1, "how many at once")
	actions := flag.Int("actions", 1, "how many actions in a trigger")
	address := flag.String("address", "", "of the service; without one, this is it")
	flag.Parse()
	if *address == "" {
		log.Fatal(serve())
	}
	login, _, err := bench.Load(*folder, *actions)
	if err != nil {
		log.Fatal(err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = *callers
	client := &http.Client{Transport: transport, Timeout: 10 * time.Second}
	work := func() ([]byte, error) { return trigger(client, *address, login, *actions) }
	service := func() (time.Duration, error) { return processorTime(client, *address) }
	if err := bench.Measure(*seconds, *callers, *actions, work, service); err != nil {
		log.Fatal(err)
	}
}

func serve() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())
	mux := http.NewServeMux()
	mux.HandleFunc("POST /claims", claims)
	mux.HandleFunc("GET /processor-time", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, bench.OwnProcessorTime().Nanoseconds())
	})
	return http.Serve(listener, mux)
}

// What the script does.
func claims(w http.ResponseWriter, r *http.Request) {
	var asked question
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	department := "none"
	for _, entry := range asked.Login.Metadata {
		if entry.Key == "department" {
			_ = json.Unmarshal(entry.Value, &department)
			department = strings.ToUpper(department)
		}
	}
	roles := []string{}
	for _, grant := range asked.Login.Grants.Grants {
		for _, role := range grant.Roles {
			roles = append(roles, grant.ProjectName+":"+role)
		}
	}
	number := strconv.Itoa(asked.Number)
	found := answer{Claims: map[string]any{"roles_" + number: roles, "department_" + number: department}}
	w.Header().Set("content-type", "application/json")
	_ = json.NewEncoder(w).Encode(found)
}

func trigger(client *http.Client, address string, login *bench.Login, actions int) ([]byte, error) {
	claims := login.Claims()
	for number := range actions {
		text, err := json.Marshal(question{Number: number, Login: login, Claims: claims})
		if err != nil {
			return nil, err
		}
		response, err := client.Post(address+"/claims", "application/json", bytes.NewReader(text))
		if err != nil {
			return nil, err
		}
		var found answer
		err = json.NewDecoder(response.Body).Decode(&found)
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		if err != nil {
			return nil, err
		}
		for name, value := range found.Claims {
			claims[name] = value
		}
	}
	return json.Marshal(claims)
}

func processorTime(client *http.Client, address string) (time.Duration, error) {
	response, err := client.Get(address + "/processor-time")
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err
	}
	nanoseconds, err := strconv.ParseInt(string(text), 10, 64)
	return time.Duration(nanoseconds), err
}
