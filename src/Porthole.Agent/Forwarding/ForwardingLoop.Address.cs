using System.Net;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <content>The router's address on the internet.</content>
internal sealed partial class ForwardingLoop
{
    /// <summary>Routers take one call after the other, and ports that are being opened are worth more than an address to show; but a slow router must not keep it back.</summary>
    private static readonly TimeSpan AddressWaits = TimeSpan.FromSeconds(1);

    private ExternalAddress _externalAddress = ExternalAddress.Unknown;
    private DateTimeOffset _readAddressAt;
    private DateTimeOffset _portsFirstUntil;
    private bool _readingAddress;
    private bool _addressOvertaken;

    private void HearAddress(IPAddress told)
    {
        _addressOvertaken = _readingAddress;
        NoticeAddress(told);
    }

    // An answer that was under way when the router told a newer address may be of the moment before: it is asked once more.
    private void EndReadingAddress(GatewayResult<IPAddress> result)
    {
        if (_addressOvertaken) ReadAddressSoon();
        else NoticeAddress(result);
        (_readingAddress, _addressOvertaken) = (false, false);
    }

    private void NoticeAddress(GatewayResult<IPAddress> result)
    {
        // A router that is silent for a moment has most likely kept its address.
        if (result.Refusal is { Reason: RefusalReason.NoAnswer } && _externalAddress.Address is not null) return;
        var cameUp = _externalAddress.Refusal is not null && result.IsGranted;
        _externalAddress = new ExternalAddress(result.Value, result.Refusal);

        // A line that is up again is a reason to ask for all that was refused while it was down.
        if (cameUp) TryBetterRungs();
    }

    // An open port at an address that nobody knows is of no use to anybody; a moment later it is known, or why it cannot be.
    private ForwardSnapshot Shown(ForwardSnapshot forward) =>
        forward is { State: ForwardState.Mapped, Held.Mapping.ExternalAddress: null } && _externalAddress == ExternalAddress.Unknown
            ? forward with { State = ForwardState.Pending }
            : forward;

    // An answer that is under way is the former router's, and is not waited for.
    private void ForgetAddress() => (_externalAddress, _readingAddress, _addressOvertaken) = (ExternalAddress.Unknown, false, false);

    private void ReadAddressSoon() => (_readAddressAt, _portsFirstUntil) = (default, _time.GetUtcNow() + AddressWaits);

    private void ReadAddressWhenDue(DateTimeOffset now)
    {
        if (_readingAddress || _session is null || _view is null || _view.Protocols.IsEmpty) return;
        if (now < _readAddressAt)
        {
            WakeBy(_readAddressAt);
            return;
        }

        if (now < _portsFirstUntil && _machines.Values.Any(machine => machine is { IsBusy: true, Held.IsMapped: false }))
        {
            WakeBy(_portsFirstUntil);
            return;
        }

        _readingAddress = true;
        _readAddressAt = now + _settings.Mapping.VerifyInterval;
        WakeBy(_readAddressAt);
        var (session, view, calls, cancellationToken) = (_session, _view, _calls, _working);
        RunBeside(async () =>
        {
            GatewayResult<IPAddress> result = new Refusal(RefusalReason.Unsupported, "no protocol tells the external address");

            // UPnP first: PCP can only tell by making a mapping and removing it. The plainest refusal is kept.
            foreach (var protocol in view.Protocols.Reverse())
            {
                var next = await calls.GetExternalAddressAsync(protocol, cancellationToken);
                if (next.IsGranted || result.Refusal is { Reason: not RefusalReason.ConnectionDown }) result = next;
                if (next.IsGranted) break;
            }

            return new LoopEvent.ExternalAddressRead(session, result);
        });
    }
}
