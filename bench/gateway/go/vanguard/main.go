// vanguard over connect-go: REST, gRPC, gRPC-Web and Connect.
package main

import (
	"context"
	"log"

	"connectrpc.com/connect"
	"connectrpc.com/vanguard"

	notes "portcullis/bench"
	"portcullis/bench/pb"
	"portcullis/bench/pb/pbconnect"
)

type service struct{}

func (service) PutNote(_ context.Context, request *connect.Request[pb.Note]) (*connect.Response[pb.Note], error) {
	return connect.NewResponse(notes.Put(request.Msg)), nil
}

func (service) ListNotes(_ context.Context, request *connect.Request[pb.ListNotesRequest], stream *connect.ServerStream[pb.Note]) error {
	return notes.List(request.Msg.Count, stream.Send)
}

func (service) StoreBlob(_ context.Context, request *connect.Request[pb.Blob]) (*connect.Response[pb.Blob], error) {
	return connect.NewResponse(request.Msg), nil
}

func main() {
	transcoder, err := vanguard.NewTranscoder([]*vanguard.Service{
		vanguard.NewService(pbconnect.NewNotesHandler(service{})),
	})
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(notes.Serve(transcoder))
}
