// grpc-gateway in the process of the service, without a gRPC hop: REST.
package main

import (
	"context"
	"log"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/protobuf/encoding/protojson"

	notes "portcullis/bench"
	"portcullis/bench/pb"
)

type service struct{ pb.UnimplementedNotesServer }

func (service) PutNote(_ context.Context, note *pb.Note) (*pb.Note, error) {
	return notes.Put(note), nil
}

func (service) StoreBlob(_ context.Context, blob *pb.Blob) (*pb.Blob, error) {
	return blob, nil
}

func main() {
	// as protobuf's JSON is by default: no fields that are not set
	marshaler := &runtime.JSONPb{
		MarshalOptions:   protojson.MarshalOptions{EmitUnpopulated: false},
		UnmarshalOptions: protojson.UnmarshalOptions{DiscardUnknown: false},
	}
	mux := runtime.NewServeMux(runtime.WithMarshalerOption(runtime.MIMEWildcard, marshaler))
	if err := pb.RegisterNotesHandlerServer(context.Background(), mux, service{}); err != nil {
		log.Fatal(err)
	}
	log.Fatal(notes.Serve(mux))
}
