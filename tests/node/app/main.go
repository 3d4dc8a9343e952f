// App is what the tests intercept, and who asks it.
//
//	app serve TEXT             answers every request with TEXT, on port 8080
//	app ask HOST:PORT          asks again and again, each time as three people would, and says
//	                           whenever the answer of one of them changes
//	app once WAY HOST:PORT     asks once as each of the three: WAY is http, h2c or websocket
//	app burst NUMBER HOST:PORT asks that often with the header of pull request 42, as fast as it can
//	app keep HOST:PORT         as ask, with one connection for each that stays open
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

const header = "X-Dev-Session"

// With the header of pull request 42, with another's, and with none.
var people = []string{"pr-42", "pr-43", "none"}

func main() {
	if len(os.Args) < 3 {
		panic("usage: see main.go")
	}
	target := os.Args[len(os.Args)-1]
	switch os.Args[1] {
	case "serve":
		panic(serve(target))
	case "ask":
		ask(func(string) func(string) string {
			return func(who string) string { return get(newClient(false, false), target, who) }
		})
	case "keep":
		ask(func(string) func(string) string {
			client := newClient(false, true)
			return func(who string) string { return get(client, target, who) }
		})
	case "burst":
		burst(os.Args[2], target)
	case "once":
		for _, who := range people {
			fmt.Println(who, once(os.Args[2], target, who))
		}
	}
}

func serve(text string) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/websocket", func(w http.ResponseWriter, _ *http.Request) { upgrade(w, text) })
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s", text)
	})
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(os.Getenv("H2C") != "")
	// Telepresence's agent asks the new build over a connection for each request, which it keeps
	// for 90 seconds unless this side ends it; and there may be 256.
	server := &http.Server{Addr: ":8080", Handler: mux, Protocols: protocols, IdleTimeout: 10 * time.Second}
	return server.ListenAndServe()
}

// upgrade answers each line with the text. The frames of a WebSocket are left out: who passes it
// on does not look into them.
func upgrade(w http.ResponseWriter, text string) {
	controller := http.NewResponseController(w)
	connection, lines, err := controller.Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotImplemented)
		return
	}
	defer connection.Close()
	fmt.Fprint(lines, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
	for {
		lines.Flush()
		if _, err := lines.ReadString('\n'); err != nil {
			return
		}
		fmt.Fprintln(lines, text)
	}
}

// ask asks as all three, each by itself: one that hangs does not keep the others waiting.
func ask(begin func(who string) func(who string) string) {
	for _, who := range people {
		next := begin(who)
		go func() {
			before := ""
			for {
				now := next(who)
				// The Service may be younger than the pod, and is not known yet.
				if before == "" && strings.HasPrefix(now, "fails: ") {
					continue
				}
				if now != before {
					fmt.Println(who, now)
					before = now
				}
				time.Sleep(200 * time.Millisecond)
			}
		}()
	}
	select {}
}

// burst says how often which answer came.
func burst(number, target string) {
	wanted, err := strconv.Atoi(number)
	if err != nil {
		panic(err)
	}
	answers := map[string]int{}
	for range wanted {
		answers[get(newClient(false, false), target, people[0])]++
	}
	for answer, times := range answers {
		fmt.Println(times, answer)
	}
}

func once(way, target, who string) string {
	if way == "websocket" {
		return overWebSocket(target, who)
	}
	return get(newClient(way == "h2c", true), target, who)
}

func newClient(h2c, keep bool) *http.Client {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(!h2c)
	protocols.SetUnencryptedHTTP2(h2c)
	dialer := &net.Dialer{Timeout: 6 * time.Second}
	return &http.Client{Timeout: 6 * time.Second, Transport: &http.Transport{
		Protocols:         protocols,
		DisableKeepAlives: !keep,
		MaxConnsPerHost:   1,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, address)
		},
	}}
}

func get(client *http.Client, target, who string) string {
	request, err := http.NewRequest(http.MethodGet, "http://"+target+"/", nil)
	if err != nil {
		panic(err)
	}
	if who != "none" {
		request.Header.Set(header, who)
	}
	response, err := client.Do(request)
	if err != nil {
		return kind(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return kind(err)
	}
	if response.StatusCode != http.StatusOK {
		return response.Status
	}
	return string(body)
}

// kind says what went wrong without the ports and addresses that change each time.
func kind(err error) string {
	if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
		return "hangs"
	}
	text := err.Error()
	return "fails: " + text[strings.LastIndex(text, ": ")+len(": "):]
}

func overWebSocket(target, who string) string {
	connection, err := net.DialTimeout("tcp", target, 6*time.Second)
	if err != nil {
		return kind(err)
	}
	defer connection.Close()
	connection.SetDeadline(time.Now().Add(6 * time.Second))
	fmt.Fprintf(connection, "GET /websocket HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n", target)
	fmt.Fprint(connection, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n")
	if who != "none" {
		fmt.Fprintf(connection, "%s: %s\r\n", header, who)
	}
	fmt.Fprint(connection, "\r\n")
	reader := bufio.NewReader(connection)
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		return kind(err)
	}
	if response.StatusCode != http.StatusSwitchingProtocols {
		return response.Status
	}
	fmt.Fprintln(connection, "who is there?")
	line, err := reader.ReadString('\n')
	if err != nil {
		return kind(err)
	}
	return strings.TrimSpace(line)
}
