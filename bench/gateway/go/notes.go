// Package notes is what the Go servers under test answer.
package notes

import (
	"fmt"
	"net"
	"net/http"

	"google.golang.org/protobuf/proto"

	"portcullis/bench/pb"
)

var first = &pb.Note{
	Id:       "note-00042",
	Title:    "Rotate the signing keys",
	Text:     "Keys older than ninety days are replaced on the first Monday of the month. Keep the old ones until every token that they signed has expired.",
	Revision: 1_234_567_890,
	Priority: 3,
	Pinned:   true,
	Tags:     []string{"security", "runbook"},
	Author:   &pb.Author{Name: "Ada Lovelace", Email: "ada@example.com"},
}

// Put answers the note that was sent, one revision further.
func Put(note *pb.Note) *pb.Note {
	note.Revision++
	return note
}

// List calls send with as many notes as asked for.
func List(count int32, send func(*pb.Note) error) error {
	for number := range count {
		note := proto.CloneOf(first)
		note.Revision += int64(number)
		if err := send(note); err != nil {
			return err
		}
	}
	return nil
}

// Serve listens on a free port, says where, and serves HTTP/1.1 and HTTP/2.
func Serve(handler http.Handler) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	fmt.Printf("listening on http://%s\n", listener.Addr())
	server := http.Server{Handler: handler, Protocols: &protocols}
	return server.Serve(listener)
}
