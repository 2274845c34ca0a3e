using System.Collections.Concurrent;
using System.Net;
using Porthole.Agent.Devices.Discovery.Merging;
using Porthole.Agent.Devices.Discovery.Onvif;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Discovery.Ssdp;

namespace Porthole.Agent.Devices.Discovery.Looking;

/// <summary>Follows each sighting up with what it makes possible: ONVIF calls, a UPnP description, a look at ports. Each once.</summary>
internal sealed class FollowUp(TimeProvider time, Func<IPAddress, bool> isNear, CancellationToken ends) : IDisposable
{
    /// <summary>One machine that claims to be a thousand gets no more attention than this.</summary>
    private const int Most = 1024;

    private readonly HttpAsker _http = new();
    private readonly PortLook _ports = new(time);
    private readonly ConcurrentDictionary<(IPAddress Address, string What), Task> _tasks = new();

    public PortLook Ports => _ports;

    /// <summary>Begins whatever the sighting makes possible; what it brings goes into the book.</summary>
    public void On(Sighting sighting, SightingBook book)
    {
        if (!isNear(sighting.Address)) return;
        if (sighting.OnvifService is { } service) Once(sighting.Address, "onvif", stop => OnvifCalls.AskAsync(_http, service, sighting.Address, time, stop), book);
        if (sighting.Description is { } description) Once(sighting.Address, "description", stop => DescriptionCall.AskAsync(_http, description, sighting.Address, stop), book);
        if (sighting.IsCamera) Once(sighting.Address, "ports", stop => LookAsync(sighting.Address, book, stop), book);
    }

    /// <summary>Waits until nothing is under way any more.</summary>
    public async Task EndAsync()
    {
        // A task may begin another one just before it ends.
        for (var known = -1; known != _tasks.Count;)
        {
            known = _tasks.Count;
            await Task.WhenAll(_tasks.Values);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _ports.Dispose();
    }

    private async Task<Sighting?> LookAsync(IPAddress address, SightingBook book, CancellationToken stop)
    {
        var open = await _ports.LookAsync(address, stop);
        book.LookedAt(address);
        return open.IsEmpty ? null : new Sighting { Evidence = Evidence.Ports, Address = address, Ports = open };
    }

    private void Once(IPAddress address, string what, Func<CancellationToken, Task<Sighting?>> ask, SightingBook book)
    {
        if (_tasks.Count < Most) _ = _tasks.GetOrAdd((address, what), _ => Task.Run(() => RunAsync(ask, book)));
    }

    private async Task RunAsync(Func<CancellationToken, Task<Sighting?>> ask, SightingBook book)
    {
        try
        {
            if (await ask(ends) is { } sighting) book.Add(sighting);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The search is over.
        }
    }
}
