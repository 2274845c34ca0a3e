using System.Buffers.Binary;
using System.Net;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Upnp.Soap;

namespace Porthole.PortMapping.Upnp.Mappings;

/// <summary>
/// Finds a router's policy by a trial: one mapping on a high port, deleted at once. The verdict is kept for the
/// lifetime of the protocol object, that is until the router is found anew.
/// </summary>
internal sealed class PolicyTrial(IgdActions actions, TableReader table, DefaultGateway gateway)
{
    // The dynamic range of RFC 6335, section 6: no service has its home there, and no sample rule forbids it.
    private const ushort FirstTrialPort = 49152;
    private const int TrialPorts = 16384;

    // Short, so that a trial that cannot be deleted is gone soon.
    private const uint TrialLease = 120;

    // The smallest tables known hold 16 entries.
    private const int SmallestFullTable = 16;

    private readonly AsyncTurn _turn = new();
    private readonly Dictionary<bool, SoapReply> _replies = [];

    /// <summary>Why a mapping is refused though nobody holds its port: for that port, for that host, by a full table, or always.</summary>
    public async ValueTask<(RefusalReason Reason, string Evidence)> ExplainAsync(
        MappingRequest request, Refusal refusal, CancellationToken cancellationToken)
    {
        var reply = await TryAsync(request.Internal.Address, request.Transport, cancellationToken);
        if (reply.IsGranted)
        {
            return (RefusalReason.PortForbidden, "a trial on a high port was granted");
        }

        var evidence = $"a trial on a high port was refused too ({reply.Evidence})";
        return UpnpError.Classify(reply) switch
        {
            RefusalReason.Conflict or RefusalReason.NotAuthorized or RefusalReason.Unexplained
                when gateway.LocalAddress.Equals(request.Internal.Address) => await ExplainOwnAsync(reply, evidence, cancellationToken),
            RefusalReason.Conflict or RefusalReason.NotAuthorized => (RefusalReason.OnlyForAsker, evidence),
            RefusalReason.NoAnswer or RefusalReason.Garbage => (refusal.Reason, evidence),
            var reason => (reason, evidence),
        };
    }

    /// <summary>Whether the router maps a high port for the request's host.</summary>
    public async ValueTask<bool> IsAllowedAsync(MappingRequest request, CancellationToken cancellationToken) =>
        (await TryAsync(request.Internal.Address, request.Transport, cancellationToken)).IsGranted;

    /// <summary>Tells a full table from a router that opens nothing: 718 and 501 stand for both.</summary>
    private async ValueTask<(RefusalReason Reason, string Evidence)> ExplainOwnAsync(
        SoapReply reply, string evidence, CancellationToken cancellationToken)
    {
        var entries = (await table.ListAsync(cancellationToken)).Value?.Entries ?? [];
        var isHolder = entries.Any(entry => gateway.LocalAddress.Equals(entry.InternalAddress));
        var isFull = reply.IsFault(UpnpError.Conflict) ? isHolder || entries.Count >= SmallestFullTable
            : !reply.IsFault(UpnpError.NotAuthorized) && entries.Count >= SmallestFullTable;
        return isFull ? (RefusalReason.TableFull, $"{evidence}, and the table already holds {entries.Count} entries")
            : UpnpError.Classify(reply) == RefusalReason.Unexplained ? (RefusalReason.Unexplained, evidence)
            : (RefusalReason.NotAuthorized, evidence);
    }

    private async ValueTask<SoapReply> TryAsync(IPAddress host, Transport transport, CancellationToken cancellationToken)
    {
        await _turn.TakeAsync(cancellationToken);
        try
        {
            // To a router's policy all other hosts are alike.
            var isThisPc = gateway.LocalAddress.Equals(host);
            if (!_replies.TryGetValue(isThisPc, out var reply))
            {
                reply = await TryNowAsync(host, transport, cancellationToken);
                if (reply.Outcome is SoapOutcome.Granted or SoapOutcome.Fault)
                {
                    _replies[isThisPc] = reply;
                }
            }

            return reply;
        }
        finally
        {
            _turn.Give();
        }
    }

    private async ValueTask<SoapReply> TryNowAsync(IPAddress host, Transport transport, CancellationToken cancellationToken)
    {
        var port = (ushort)(FirstTrialPort + (BinaryPrimitives.ReadUInt32BigEndian(gateway.LocalAddress.GetAddressBytes()) % TrialPorts));
        var request = new MappingRequest
        {
            Transport = transport,
            Internal = new IPEndPoint(host, port),
            ExternalPort = port,
            Description = $"{MappingDescription.Mark} trial",
        };
        var reply = await actions.Soap.CallAsync(IgdActions.AddPortMapping(request, TrialLease), cancellationToken);
        if (reply.IsFault(UpnpError.PermanentLeaseOnly, UpnpError.InvalidArguments))
        {
            reply = await actions.Soap.CallAsync(IgdActions.AddPortMapping(request, LeaseTerms.Permanent), cancellationToken);
        }

        if (reply.IsGranted)
        {
            // Whatever the caller wishes by now: the trial must not stay.
            await actions.DeletePortMappingAsync(transport, port, CancellationToken.None);
        }

        return reply;
    }
}
