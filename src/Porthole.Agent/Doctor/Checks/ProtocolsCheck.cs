using System.Runtime.CompilerServices;
using Porthole.Agent.Diagnosis.Routers;
using Porthole.Agent.Settings;
using Porthole.PortMapping;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>Each protocol: what was sent, what came back, how long it took.</summary>
internal sealed class ProtocolsCheck : ICheck
{
    public string Id => "protocols";

    public string Title => "Protocol";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (patient.Snapshot.Gateway is not { } gateway)
        {
            yield return Finding.Skipped("There is no router to ask.");
            yield break;
        }

        var anyAnswers = !patient.Snapshot.Protocols.IsEmpty;
        foreach (var kind in Enum.GetValues<MappingProtocol>())
        {
            var probe = patient.Snapshot.Probes.FirstOrDefault(probe => probe.Protocol == kind);
            var search = probe is null ? "" : $"{probe.Tried}; {probe.Answer} ({probe.Elapsed.TotalMilliseconds:0} ms)";
            var silence = probe is null ? "" : $"{probe.Tried}, in {probe.Elapsed.TotalSeconds:0.0} s; {probe.Answer}";
            if (patient.Snapshot.Protocols.FirstOrDefault(protocol => protocol.Kind == kind) is { } protocol)
            {
                var now = patient.MayAskAddress(protocol)
                    ? await AskAsync(patient, protocol, cancellationToken)
                    : $"{protocol.Name}: not asked for its external address, which it tells only with a mapping (--read-only).";
                yield return About(kind, Finding.Good([.. new[] { search, now }.Where(line => line.Length > 0)]));
            }
            else if (probe is null)
            {
                yield return About(kind, Finding.Skipped("Switched off in the settings (Gateway.Protocols), or not searched for yet."));
            }
            else if (anyAnswers)
            {
                // One that answers is enough; most routers do not have all three.
                yield return About(kind, Finding.Good(silence, "Not needed: another protocol answers."));
            }
            else
            {
                yield return About(kind, Finding.Bad(silence, kind == MappingProtocol.UpnpIgd ? [RouterAdvice.SwitchOn(patient.Menu, gateway.Address)] : []));
            }
        }
    }

    private static async Task<string> AskAsync(Patient patient, IGatewayProtocol protocol, CancellationToken cancellationToken)
    {
        var start = patient.Time.GetTimestamp();
        var answer = await protocol.GetExternalAddressAsync(cancellationToken);
        var took = patient.Time.GetElapsedTime(start).TotalMilliseconds;
        return $"{protocol.Name}: asked now for its external address: {(answer.IsGranted ? answer.Value.ToString() : answer.Refusal.Evidence)}, after {took:0} ms.";
    }

    private static Finding About(MappingProtocol kind, Finding finding) => finding with { About = ProtocolNames.Spoken(kind) };
}
