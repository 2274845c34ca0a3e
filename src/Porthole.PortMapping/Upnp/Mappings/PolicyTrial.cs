using System.Buffers.Binary;
using System.Net;
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

    /// <summary>Why a port of this PC is refused: that port alone, a full table, or everything.</summary>
    public async ValueTask<(RefusalReason Reason, string Evidence)> ExplainAsync(Transport transport, CancellationToken cancellationToken)
    {
        var reply = await TryAsync(gateway.LocalAddress, transport, cancellationToken);
        if (reply.IsGranted)
        {
            return (RefusalReason.PortForbidden, "a trial on another port was granted");
        }

        var evidence = $"a trial on another port was refused too ({reply.Evidence})";
        var reason = UpnpError.Classify(reply);
        if (reason is not (RefusalReason.Conflict or RefusalReason.NotAuthorized))
        {
            return (reason, evidence);
        }

        var entries = await table.ListAsync(cancellationToken);
        var count = entries.Value?.Count ?? 0;
        var isHolder = entries.Value?.Any(entry => gateway.LocalAddress.Equals(entry.InternalAddress)) ?? false;
        return reply.IsFault(UpnpError.Conflict) && (isHolder || count >= SmallestFullTable)
            ? (RefusalReason.TableFull, $"{evidence}, and the table already holds {count} entries")
            : (RefusalReason.NotAuthorized, evidence);
    }

    /// <summary>Whether the router maps for another host than this PC.</summary>
    public async ValueTask<bool> IsOtherHostAllowedAsync(MappingRequest request, CancellationToken cancellationToken) =>
        (await TryAsync(request.Internal.Address, request.Transport, cancellationToken)).IsGranted;

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
