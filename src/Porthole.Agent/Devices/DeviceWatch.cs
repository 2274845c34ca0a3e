using System.Collections.Immutable;
using System.Net;
using System.Threading.Channels;
using Porthole.Agent.Devices.Health;
using Porthole.Agent.Devices.Identity;
using Porthole.Agent.Devices.Neighbours;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;

namespace Porthole.Agent.Devices;

/// <summary>
/// Looks after the registered devices: whether their ports accept connections, whether they are still who they were, and where
/// they went. It tells the loop what it finds; the loop acts. One reader of one channel, so that nothing here needs a lock.
/// </summary>
internal sealed class DeviceWatch(
    StatusBoard board, Action<LoopEvent> post, INeighbourTable neighbours, IDeviceContact contact, IDeviceSearch search, IdentityFile file, TimeProvider time, ILogger<DeviceWatch> logger)
{
    /// <summary>How often the neighbour table is read: it costs no packet, and an intruder is seen within this time of his first packet to this PC.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    /// <summary>A recorder with hundreds of forwards must not open hundreds of connections in one second.</summary>
    private const int MostAtOnce = 32;

    private readonly Channel<Message> _inbox = Channel.CreateUnbounded<Message>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<string, DeviceCase> _cases = new(StringComparer.Ordinal);
    private readonly LostDevices _lost = new(neighbours, contact, search, time);
    private readonly DateTimeOffset _beganAt = time.GetUtcNow();
    private readonly long _began = time.GetTimestamp();
    private IdentityMemory _memory = new();
    private ImmutableArray<ForwardSnapshot> _adopted = [];
    private int _asking;
    private bool _hasCases;

    // By the steady clock: a wall clock that is set back by hours must not put the next look off by hours.
    private DateTimeOffset Now => _beganAt + time.GetElapsedTime(_began);

    /// <summary>Tells the loop where devices were when the last run ended; before the router is found, so that nothing is opened to an old address.</summary>
    public void Recall()
    {
        _memory = file.Load();
        foreach (var (name, entry) in _memory.Devices)
        {
            if (entry.ToDevice() is { } device && !device.Current.Equals(device.Registered))
                post(new LoopEvent.DeviceMoved(name, device.Registered, new DeviceStanding.Followed(device.Current, device.Mac, device.Registered)));
        }
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        await using var timer = time.CreateTimer(_ => _inbox.Writer.TryWrite(new Message.Tick()), null, TimeSpan.Zero, Glance);
        await foreach (var message in _inbox.Reader.ReadAllAsync(stopping)) Handle(message, stopping);
    }

    private void Handle(Message message, CancellationToken stopping)
    {
        var now = Now;
        var view = new NeighbourView(neighbours.Read(), board.Current.Gateway?.Address);
        switch (message)
        {
            case Message.Tick:
                Adopt(board.Current.Forwards);
                foreach (var device in _cases.Values) device.Tracker.Observe(view, now);
                break;
            case Message.Looked looked:
                _asking--;
                looked.Device.Looks.IsBusy = false;
                Note(looked, view, now);
                break;
            case Message.Doubted doubted:
                doubted.Device.Tracker.Doubt();
                break;
            case Message.Verified verified:
                verified.Device.IsVerifying = false;
                if (Choose(verified.Addresses, verified.Device.Tracker) is { } address) verified.Device.Tracker.Found(address);
                break;
            case Message.Searched searched:
                searched.Device.IsSearching = false;
                searched.Device.Tracker.NotFound(searched.Where);
                break;
        }

        // First to the disk: after a restart nothing may be opened to an address that was left.
        Remember();
        foreach (var device in _cases.Values) Drive(device, view, now, stopping);
    }

    /// <summary>One case a device; a new one when the registry gives another address or MAC address. This PC itself needs no identity but is asked like any other.</summary>
    private void Adopt(ImmutableArray<ForwardSnapshot> forwards)
    {
        // The same array: a look a second at hundreds of forwards in which nothing changed is most of what an idle agent would do.
        if (forwards == _adopted) return;
        _adopted = forwards;
        var devices = forwards.GroupBy(forward => forward.Wish.Device, StringComparer.Ordinal).ToList();
        foreach (var gone in _cases.Keys.Except(devices.Select(device => device.Key)).ToList()) _cases.Remove(gone);
        foreach (var device in devices)
        {
            var wish = device.First().Wish;
            var registered = wish.RegisteredAddress ?? IPAddress.Loopback;
            var mac = wish.RegisteredAddress is null ? null : wish.Mac;
            if (!_cases.TryGetValue(device.Key, out var known) || !known.Tracker.Registered.Equals(registered) || known.Tracker.ConfiguredMac != mac)
            {
                // Whatever the loop was told of another one under this name no longer holds.
                var isOther = known is not null || wish.Standing is not null;
                _cases[device.Key] = known = new DeviceCase(new DeviceTracker(device.Key, registered, mac, _memory.Find(device.Key, registered, mac)), wish.Brand);
                if (isOther) post(new LoopEvent.DeviceMoved(device.Key, registered, known.Told));
            }

            known.Looks.Update([.. device]);
        }
    }

    private void Note(Message.Looked looked, NeighbourView view, DateTimeOffset now)
    {
        var tracker = looked.Device.Tracker;
        var answered = tracker.Answers;
        if (looked.Answer is not { } answer || IsOfThePast(looked, tracker)) return;
        looked.Device.Looks.Answered(answer.IsAnswer(), now);
        if (looked.Target.Address.Equals(tracker.Current)) tracker.Contacted(answer, view, now);

        // Somebody else's answer says nothing about the device.
        if (tracker.Standing is DeviceStanding.Displaced || looked.Forward is null) return;
        Tell(looked.Device);
        if (answer.IsAnswer())
        {
            if (answered == false) looked.Device.Looks.AskAll();
            post(new LoopEvent.DeviceAsked(looked.Forward, answer));
            return;
        }

        // A device that is gone is gone with all its ports; they need not be asked one by one.
        foreach (var forward in looked.Device.Looks.Forwards) post(new LoopEvent.DeviceAsked(forward, answer));
    }

    // The device was followed while its old address was still being waited for. This PC itself has several addresses and no identity.
    private static bool IsOfThePast(Message.Looked looked, DeviceTracker tracker) =>
        !looked.Target.Address.Equals(tracker.Current) && !tracker.Registered.Equals(IPAddress.Loopback);

    private void Drive(DeviceCase device, NeighbourView view, DateTimeOffset now, CancellationToken stopping)
    {
        Tell(device);
        if (device.Candidates(view, now) is { Count: > 0 } candidates)
        {
            device.IsVerifying = true;
            var (mac, port) = (device.Tracker.Mac!, device.Looks.AnyPort);
            Run(async () => new Message.Verified(device, await _lost.VerifyAsync(candidates, mac, port, stopping)), new Message.Verified(device, []));
        }

        if (device.BeginSearch(now))
        {
            var wanted = device.Wanted;
            Run(async () => new Message.Searched(device, await _lost.StirAsync(wanted, stopping)), new Message.Searched(device, "The search failed."));
        }

        if (device.Looks.IsBusy || _asking >= MostAtOnce) return;
        if (device.Looks.Next(now) is { } look)
        {
            _asking++;
            Run(
                async () => new Message.Looked(device, look.Forward, look.Target, await contact.ConnectAsync(look.Target, () => _inbox.Writer.TryWrite(new Message.Doubted(device)), stopping)),
                new Message.Looked(device, look.Forward, look.Target, null));
        }
        else if (device.Tracker.Mac is not null && device.Looks.NudgeIsDue(now))
        {
            _asking++;
            var target = new IPEndPoint(device.Tracker.Current, 0);
            Run(async () => new Message.Looked(device, null, target, await contact.NudgeAsync(target.Address, stopping)), new Message.Looked(device, null, target, null));
        }
    }

    private void Tell(DeviceCase device)
    {
        if (device.Tracker.Standing == device.Told) return;
        device.Told = device.Tracker.Standing;
        post(new LoopEvent.DeviceMoved(device.Tracker.Name, device.Tracker.Registered, device.Told));
    }

    // The registered address first; of several others none, because one MAC address with several cameras behind it is a bridge's.
    private static IPAddress? Choose(IReadOnlyList<IPAddress> addresses, DeviceTracker tracker) =>
        addresses.FirstOrDefault(tracker.Registered.Equals) ?? (addresses.Count == 1 ? addresses[0] : null);

    private void Remember()
    {
        // Before the first look at the registry nothing is known, and nothing to be forgotten.
        _hasCases |= _cases.Count > 0;
        if (!_hasCases) return;
        var devices = _cases.Values
            .Where(device => device.Tracker.Memory is not null)
            .ToImmutableSortedDictionary(device => device.Tracker.Name, device => DeviceEntry.From(device.Tracker.Memory!), StringComparer.Ordinal);
        if (devices.SequenceEqual(_memory.Devices)) return;
        _memory = _memory with { Devices = devices };
        file.Save(_memory);
    }

    private void Run(Func<Task<Message>> work, Message otherwise) => _ = Task.Run(async () =>
    {
        try
        {
            _inbox.Writer.TryWrite(await work());
        }
        catch (OperationCanceledException)
        {
            // The agent stops, and nobody reads the inbox any more.
        }
        catch (Exception exception)
        {
            DeviceLog.WorkFailed(logger, exception);
            _inbox.Writer.TryWrite(otherwise);
        }
    });

    private abstract record Message
    {
        public sealed record Tick : Message;

        public sealed record Looked(DeviceCase Device, string? Forward, IPEndPoint Target, DeviceAnswer? Answer) : Message;

        public sealed record Doubted(DeviceCase Device) : Message;

        public sealed record Verified(DeviceCase Device, IReadOnlyList<IPAddress> Addresses) : Message;

        public sealed record Searched(DeviceCase Device, string Where) : Message;
    }
}
