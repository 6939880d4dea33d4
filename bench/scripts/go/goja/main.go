// The old engine: a virtual machine of its own for every action, with the context as Go values.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"log"
	"time"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/require"

	bench "portcullis/bench/scripts"
)

type metadata struct {
	CreationDate  time.Time
	ChangeDate    time.Time
	ResourceOwner string
	Sequence      uint64
	Key           string
	Value         goja.Value
}

type metadataList struct {
	Count     uint64
	Sequence  uint64
	Timestamp time.Time
	Metadata  []*metadata
}

type grant struct {
	ID             string
	ProjectGrantID string
	State          int
	GetOrgMetadata func(goja.FunctionCall) goja.Value
	CreationDate   time.Time
	ChangeDate     time.Time
	Sequence       uint64
	UserID         string
	Roles          []string
	ProjectID      string
	ProjectName    string
}

type grantList struct {
	Count     uint64
	Sequence  uint64
	Timestamp time.Time
	Grants    []*grant
}

const timeout = 10 * time.Second

var errNoFunction = errors.New("function not found")

func main() {
	folder := flag.String("folder", ".", "where script and context lie")
	seconds := flag.Float64("seconds", 2, "how long")
	callers := flag.Int("callers", 1, "how many at once")
	actions := flag.Int("actions", 1, "how many actions in a trigger")
	flag.Parse()
	login, scripts, err := bench.Load(*folder, *actions)
	if err != nil {
		log.Fatal(err)
	}
	work := func() ([]byte, error) { return trigger(login, scripts) }
	if err := bench.Measure(*seconds, *callers, *actions, work, nil); err != nil {
		log.Fatal(err)
	}
}

func trigger(login *bench.Login, scripts []string) ([]byte, error) {
	claims := login.Claims()
	for _, script := range scripts {
		if err := run(login, claims, script); err != nil {
			return nil, err
		}
	}
	return json.Marshal(claims)
}

func run(login *bench.Login, claims map[string]any, script string) error {
	vm := goja.New()
	vm.SetFieldNameMapper(goja.UncapFieldNameMapper())
	registry := new(require.Registry)
	for _, name := range []string{"zitadel/http", "zitadel/log", "zitadel/uuid"} {
		registry.RegisterNativeModule(name, func(*goja.Runtime, *goja.Object) {})
	}
	registry.Enable(vm)
	ctx, err := context(vm, login, claims)
	if err != nil {
		return err
	}
	api := setters(vm, claims)
	loading := time.AfterFunc(timeout/2, func() { vm.Interrupt("interrupt") })
	_, err = vm.RunString(script)
	loading.Stop()
	if err != nil {
		return err
	}
	var function func(ctx, api *goja.Object) error
	value := vm.Get("claims")
	if value == nil {
		return errNoFunction
	}
	if err := vm.ExportTo(value, &function); err != nil {
		return err
	}
	calling := time.AfterFunc(timeout, func() { vm.Interrupt("interrupt") })
	defer calling.Stop()
	return function(ctx, api)
}

func context(vm *goja.Runtime, login *bench.Login, claims map[string]any) (*goja.Object, error) {
	text, err := json.Marshal(claims)
	if err != nil {
		return nil, err
	}
	var current map[string]any
	if err := json.Unmarshal(text, &current); err != nil {
		return nil, err
	}
	user := map[string]any{
		"getMetadata": func(goja.FunctionCall) goja.Value { return vm.ToValue(metadataOf(vm, login)) },
		"grants":      grantsOf(vm, login),
	}
	v1 := map[string]any{
		"claims":  current,
		"getUser": func(goja.FunctionCall) goja.Value { return goja.Null() },
		"user":    object(vm, user),
		"org": object(vm, map[string]any{
			"getMetadata": func(goja.FunctionCall) goja.Value { return goja.Null() },
		}),
		"application": object(vm, map[string]any{
			"getClientId": func(goja.FunctionCall) goja.Value { return vm.ToValue("c-1") },
		}),
	}
	return object(vm, map[string]any{"v1": object(vm, v1)}), nil
}

func metadataOf(vm *goja.Runtime, login *bench.Login) *metadataList {
	list := &metadataList{Count: uint64(len(login.Metadata))}
	for _, stored := range login.Metadata {
		var value any
		if err := json.Unmarshal(stored.Value, &value); err != nil {
			panic(err)
		}
		list.Metadata = append(list.Metadata, &metadata{Key: stored.Key, Value: vm.ToValue(value)})
	}
	return list
}

func grantsOf(vm *goja.Runtime, login *bench.Login) *grantList {
	list := &grantList{Count: uint64(len(login.Grants.Grants))}
	for _, stored := range login.Grants.Grants {
		list.Grants = append(list.Grants, &grant{
			ID:             stored.ID,
			ProjectID:      stored.ProjectID,
			ProjectName:    stored.ProjectName,
			Roles:          stored.Roles,
			GetOrgMetadata: func(goja.FunctionCall) goja.Value { return goja.Null() },
		})
	}
	return list
}

func setters(vm *goja.Runtime, claims map[string]any) *goja.Object {
	set := func(key string, value any) {
		if _, exists := claims[key]; !exists {
			claims[key] = value
		}
	}
	lines := func(string) {}
	claim := object(vm, map[string]any{"setClaim": set, "appendLogIntoClaims": lines})
	userinfo := object(vm, map[string]any{"setClaim": set, "appendLogIntoClaims": lines})
	user := object(vm, map[string]any{"setMetadata": func(goja.FunctionCall) goja.Value { return nil }})
	v1 := object(vm, map[string]any{"claims": claim, "userinfo": userinfo, "user": user})
	return object(vm, map[string]any{"v1": v1})
}

func object(vm *goja.Runtime, members map[string]any) *goja.Object {
	made := vm.NewObject()
	for name, value := range members {
		if err := made.Set(name, value); err != nil {
			panic(err)
		}
	}
	return made
}
