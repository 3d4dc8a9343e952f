// Package webhook is Tekton's defaulting webhook as far as an API server sees it: it answers with the
// object that Tekton stores. Tekton's own needs its controller's ConfigMaps and certificates.
package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	admissionv1 "k8s.io/api/admission/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"tekton-intercepts.dev/tests/tekton/admission"
	"tekton-intercepts.dev/tests/tekton/objects"
)

// Serve answers AdmissionReviews over HTTPS until it fails.
func Serve(ctx context.Context, address, certificate, key string) error {
	handler := http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		var review admissionv1.AdmissionReview
		if err := json.NewDecoder(request.Body).Decode(&review); err != nil || review.Request == nil {
			http.Error(answer, fmt.Sprintf("no AdmissionReview: %v", err), http.StatusBadRequest)
			return
		}
		review.Response = answerTo(ctx, review.Request)
		review.Request = nil
		answer.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(answer).Encode(review)
	})
	return http.ListenAndServeTLS(address, certificate, key, handler)
}

func answerTo(ctx context.Context, request *admissionv1.AdmissionRequest) *admissionv1.AdmissionResponse {
	patch, err := patchOf(ctx, request.Object.Raw)
	if err != nil {
		return &admissionv1.AdmissionResponse{
			UID: request.UID, Result: &metav1.Status{Message: err.Error()},
		}
	}
	kind := admissionv1.PatchTypeJSONPatch
	return &admissionv1.AdmissionResponse{
		UID: request.UID, Allowed: true, Patch: patch, PatchType: &kind,
	}
}

// patchOf replaces the spec: of the rest Tekton changes nothing that these tests have.
func patchOf(ctx context.Context, raw []byte) ([]byte, error) {
	read := objects.Read("request", raw)
	if len(read) != 1 {
		return nil, fmt.Errorf("one object was expected, got %d", len(read))
	}
	if read[0].Err != nil {
		return nil, read[0].Err
	}
	stored, err := admission.Store(ctx, read[0])
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(stored)
	if err != nil {
		return nil, err
	}
	var whole struct {
		Spec json.RawMessage `json:"spec"`
	}
	if err := json.Unmarshal(text, &whole); err != nil {
		return nil, err
	}
	return json.Marshal([]map[string]any{{"op": "replace", "path": "/spec", "value": whole.Spec}})
}
