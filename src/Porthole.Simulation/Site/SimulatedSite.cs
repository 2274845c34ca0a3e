using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Site;

namespace Porthole.Simulation;

/// <summary>The ready-made world of a demo: one router and two cameras on loopback, with ports that are free.</summary>
/// <remarks>
/// Needs no network and no rights. Each part has an address of its own in 127.0.0.0/8, which Linux and Windows
/// have without any set-up; where such an address is missing, as on macOS, or cannot be answered from, as in Wine, that part uses
/// 127.0.0.1 with a port of its own.
/// </remarks>
/// <example>
/// <code>
/// await using var site = await SimulatedSite.StartAsync();
/// foreach (var forward in site.Forwards)
///     Console.WriteLine($"{forward.Camera.Name} {forward.Name}: {forward.Internal}, wish {forward.ExternalPort}");
/// </code>
/// </example>
public sealed class SimulatedSite : IAsyncDisposable
{
    private SimulatedSite(SimulatedRouter router, ImmutableArray<SimulatedCamera> cameras, ImmutableArray<SimulatedForward> forwards, IPAddress local)
    {
        (Router, Cameras, Forwards, LocalAddress) = (router, cameras, forwards, local);
    }

    /// <summary>More sites than this do not start in one moment.</summary>
    private const int MostTries = 8;

    /// <summary>The router.</summary>
    public SimulatedRouter Router { get; }

    /// <summary>The cameras, in the order of the options.</summary>
    public ImmutableArray<SimulatedCamera> Cameras { get; }

    /// <summary>Every port of every camera with the external port to wish for.</summary>
    public ImmutableArray<SimulatedForward> Forwards { get; }

    /// <summary>The address of the PC that asks.</summary>
    public IPAddress LocalAddress { get; }

    /// <summary>Starts everything; all ports are bound when this returns.</summary>
    /// <param name="options">What it consists of; null for the defaults.</param>
    /// <param name="time">The clock of all its parts; null for the system's.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<SimulatedSite> StartAsync(
        SimulatedSiteOptions? options = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new SimulatedSiteOptions();
        var parts = new Stack<IAsyncDisposable>();
        try
        {
            var cameras = ImmutableArray.CreateBuilder<SimulatedCamera>();
            foreach (var wish in options.Cameras)
            {
                cameras.Add(await OnFreePortsAsync(() => Task.FromResult(SimulatedCamera.Start(FreePorts.For(wish), time))));
                parts.Push(cameras[^1]);
            }

            var router = await OnFreePortsAsync(() => SimulatedRouter.StartAsync(FreePorts.For(options.Router), time, cancellationToken));
            parts.Push(router);
            return new SimulatedSite(router, cameras.ToImmutable(), Forward(options, cameras, router.WanAddress), options.LocalAddress);
        }
        catch
        {
            while (parts.TryPop(out var part))
                await part.DisposeAsync();
            throw;
        }
    }

    /// <summary>Switches everything off.</summary>
    public async ValueTask DisposeAsync()
    {
        await Router.DisposeAsync();
        foreach (var camera in Cameras)
            await camera.DisposeAsync();
    }

    // A site that starts beside this one may take a port between the look and the listening.
    private static async Task<T> OnFreePortsAsync<T>(Func<Task<T>> start)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await start();
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse && tries < MostTries)
            {
                // The next look finds others.
            }
        }
    }

    private static ImmutableArray<SimulatedForward> Forward(SimulatedSiteOptions options, IEnumerable<SimulatedCamera> cameras, IPAddress wan)
    {
        var forwards = ImmutableArray.CreateBuilder<SimulatedForward>();
        var rtsp = options.FirstExternalRtspPort;
        var http = options.FirstExternalHttpPort;
        foreach (var camera in cameras)
        {
            rtsp = FreePorts.FirstFrom(wan, rtsp);
            forwards.Add(new(camera, "rtsp", new IPEndPoint(camera.Address, camera.RtspPort), rtsp++));
            http = FreePorts.FirstFrom(wan, http);
            forwards.Add(new(camera, "http", new IPEndPoint(camera.Address, camera.HttpPort), http++));
        }

        return forwards.ToImmutable();
    }
}
