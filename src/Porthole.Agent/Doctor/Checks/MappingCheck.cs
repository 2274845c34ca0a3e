using System.Net;
using System.Runtime.CompilerServices;
using Porthole.Agent.Diagnosis.Routers;
using Porthole.Agent.Settings;
using Porthole.PortMapping;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>Opens a high port for this PC for a moment, by each protocol, and closes it again. Nobody listens on it.</summary>
internal sealed class MappingCheck : ICheck
{
    /// <summary>Dynamic ports (RFC 6335, 6): no service of an owner's stands there.</summary>
    private const int LowestPort = 49152;

    /// <summary>If the removal fails too, the router forgets the port soon by itself. Routers know no shorter lease well.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>For the removal, which must not be cut short by Ctrl+C.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Id => "mapping";

    public string Title => "Opening a port";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (patient.Snapshot.Protocols.IsEmpty) yield return Finding.Skipped(patient.Snapshot.Gateway is null ? "There is no router to ask." : "The router answers no protocol to ask with.");
        else if (patient.ReadOnly) yield return Finding.Skipped("Nothing on the router may be changed (--read-only).");
        if (patient.ReadOnly) yield break;
        foreach (var protocol in patient.Snapshot.Protocols)
            yield return await TryAsync(protocol, patient, cancellationToken) with { About = ProtocolNames.Spoken(protocol.Kind) };
    }

    private static async Task<Finding> TryAsync(IGatewayProtocol protocol, Patient patient, CancellationToken cancellationToken)
    {
        var gateway = patient.Snapshot.Gateway!;
        if (await FreePortAsync(protocol, cancellationToken) is not { } port) return Finding.Skipped("No port was found that is surely free on the router.");
        var request = new MappingRequest
        {
            Transport = Transport.Tcp,
            Internal = new IPEndPoint(gateway.LocalAddress, port),
            ExternalPort = port,
            Lease = Lease,
            Description = "Porthole doctor",
        };
        var start = patient.Time.GetTimestamp();
        GatewayResult<Mapping> granted;
        try
        {
            // Once asked, the answer is waited for whatever happens: a grant that nobody knows of could not be removed.
            using var bound = new CancellationTokenSource(Patience, patient.Time);
            granted = await protocol.MapAsync(request, bound.Token);
        }
        catch (OperationCanceledException)
        {
            await RemoveAsync(protocol, Unknown(protocol, request, patient.Time), patient.Time);
            return Finding.Bad($"Asked for TCP {port}: no answer within {Patience.TotalSeconds:0} s.", RouterAdvice.Permit(patient.Menu, gateway.Address));
        }

        var took = patient.Time.GetElapsedTime(start).TotalMilliseconds;
        if (!granted.IsGranted) return Refused(patient, granted.Refusal, $"Asked for TCP {port}: {granted.Refusal.Evidence}, after {took:0} ms.");
        string[] evidence = [$"Asked for TCP {port}: granted {granted.Value.ExternalPort} for {Words(granted.Value.Lease)}, after {took:0} ms.", await ReadBackAsync(protocol, granted.Value)];
        var left = await RemoveAsync(protocol, granted.Value, patient.Time);
        return left is null
            ? Finding.Good([.. evidence.Where(line => line.Length > 0), "Removed again."])
            : new Finding(granted.Value.Lease is null ? StepVerdict.Bad : StepVerdict.Attention, [.. evidence.Where(line => line.Length > 0), $"Not removed: {left}."])
            {
                Next = [granted.Value.Lease is null ? $"Remove TCP {granted.Value.ExternalPort} (\"Porthole doctor\") in the router's UPnP menu." : $"Nothing: the router forgets TCP {granted.Value.ExternalPort} when its lease ends."],
            };
    }

    // A port that the router's table holds is somebody's: routers let a host overwrite its own entries unasked.
    private static async Task<ushort?> FreePortAsync(IGatewayProtocol protocol, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < 5; tries++)
        {
            var port = (ushort)Random.Shared.Next(LowestPort, ushort.MaxValue);
            if (!protocol.CanRead) return port;
            if ((await protocol.ReadAsync(Transport.Tcp, port, cancellationToken)).Refusal is { Reason: not RefusalReason.NoAnswer }) return port;
        }

        return null;
    }

    private static Finding Refused(Patient patient, Refusal refusal, string evidence) => refusal.Reason switch
    {
        RefusalReason.ConnectionDown => Finding.Bad(evidence, "Check the line and the modem: while the line is down the router opens nothing."),
        RefusalReason.TableFull => Finding.Bad(evidence, "Restart the router, which empties its table on most models."),
        _ => Finding.Bad(evidence, RouterAdvice.Permit(patient.Menu, patient.Snapshot.Gateway!.Address)),
    };

    private static async Task<string> ReadBackAsync(IGatewayProtocol protocol, Mapping mapping)
    {
        if (!protocol.CanRead) return "";
        var entry = await protocol.ReadAsync(mapping.Transport, mapping.ExternalPort, CancellationToken.None);
        return entry.IsGranted ? "The router's table lists it." : $"The router's table does not list it: {entry.Refusal.Evidence}.";
    }

    /// <summary>Null when it is gone; else what the router said.</summary>
    private static async Task<string?> RemoveAsync(IGatewayProtocol protocol, Mapping mapping, TimeProvider time)
    {
        using var bound = new CancellationTokenSource(Patience, time);
        try
        {
            return (await protocol.UnmapAsync(mapping, bound.Token)).Refusal?.Evidence;
        }
        catch (OperationCanceledException)
        {
            return $"no answer within {Patience.TotalSeconds:0} s";
        }
    }

    private static Mapping Unknown(IGatewayProtocol protocol, MappingRequest request, TimeProvider time) => new()
    {
        Via = protocol.Kind,
        Transport = request.Transport,
        Internal = request.Internal,
        ExternalPort = request.ExternalPort,
        Lease = request.Lease,
        GrantedAt = time.GetUtcNow(),
        Description = request.Description,
    };

    private static string Words(TimeSpan? lease) => lease is { } granted ? $"{granted.TotalSeconds:0} s" : "ever (it knows permanent mappings only)";
}
