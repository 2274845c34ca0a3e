using System.Diagnostics;
using System.Net;
using System.Text;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.NatPmp;
using Porthole.PortMapping.Pcp;
using Porthole.PortMapping.Tests.NatPmp;
using Porthole.PortMapping.Tests.Pcp;

namespace Porthole.PortMapping.Tests.Discovery;

/// <summary>
/// A seeded fuzzer: messages and tables that make sense are damaged in many ways and handed to everything that reads
/// what the network or the kernel wrote. Nothing may throw, and none may take more memory than its length justifies.
/// </summary>
public sealed class HostileInputTests
{
    private const int Seed = 20260101;

    private const int Rounds = 60_000;

    // A reply's objects, not its size, are what a codec allocates.
    private const long DatagramBytes = 2048;

    // Parsing a table makes strings, addresses and lists of its lines.
    private const long TableBytesPerByte = 64;

    // Some hundredfold of what a round takes on a slow machine: only an endless loop or a quadratic one comes near it.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static readonly byte[][] Pcp =
    [
        PcpServerMirror.Announcement(7),
        PcpServerMirror.Reply(PcpMapCodec.Write(Request(thirdParty: false))),
        PcpServerMirror.Reply(PcpMapCodec.Write(Request(thirdParty: true))),
        PcpServerMirror.Reply(PcpMapCodec.Write(Request(thirdParty: false)), PcpResultCode.NoResources),
    ];

    private static readonly byte[][] NatPmp =
    [
        NatPmpServerMirror.Address(),
        NatPmpServerMirror.Error(1, result: 2),
        NatPmpServerMirror.Mapped(NatPmpCodec.WriteMap(Transport.Tcp, new NatPmpMapData(554, 8554, 3600))),
    ];

    private static readonly byte[][] Routes =
    [
        Encoding.ASCII.GetBytes("Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
            + "eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\neth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n"),
    ];

    private static readonly byte[][] Neighbours =
    [
        Encoding.ASCII.GetBytes("IP address       HW type     Flags       HW address            Mask     Device\n"
            + "192.168.1.1      0x1         0x2         44:19:b6:00:00:01     *        eth0\n"),
    ];

    private static readonly byte[][] WindowsTables = [[2, 0, 0, 0, .. new byte[2 * WindowsRouteTable.RowSize]]];

    [Fact]
    public void PcpCodec_DamagedMessages_NeverThrows() =>
        Fuzz(Pcp, DatagramBytes, 0, static datagram => PcpCodec.TryRead(datagram, out _));

    [Fact]
    public void NatPmpCodec_DamagedMessages_NeverThrows() =>
        Fuzz(NatPmp, DatagramBytes, 0, static datagram => NatPmpCodec.TryRead(datagram, out _));

    [Fact]
    public async Task PcpProbe_DamagedMessages_NeverThrows()
    {
        await using var sut = new PcpProbe(LoopbackGateway.Gateway, new GatewayOptions(), Identities.Plain, new ManualTime());
        sut.Start(new DeafSink());
        Fuzz(Pcp, DatagramBytes, 0, datagram =>
        {
            sut.Answer(datagram);
            sut.ReadAnnouncement(datagram);
        });
    }

    [Fact]
    public async Task NatPmpProbe_DamagedMessages_NeverThrows()
    {
        await using var sut = new NatPmpProbe(LoopbackGateway.Gateway, new GatewayOptions(), Identities.Plain, new ManualTime());
        sut.Start(new DeafSink());
        Fuzz(NatPmp, DatagramBytes, 0, datagram =>
        {
            sut.Answer(datagram);
            sut.ReadAnnouncement(datagram);
        });
    }

    [Fact]
    public void LinuxRouteTable_DamagedTables_NeverThrows() =>
        Fuzz(Routes, DatagramBytes, TableBytesPerByte, static table => LinuxRouteTable.Parse(Encoding.Latin1.GetString(table)));

    [Fact]
    public void LinuxNeighbourTable_DamagedTables_NeverThrows() =>
        Fuzz(Neighbours, DatagramBytes, TableBytesPerByte, static table => LinuxNeighbourTable.Parse(Encoding.Latin1.GetString(table)));

    [Fact]
    public void WindowsTables_DamagedTables_NeverThrows() =>
        Fuzz(WindowsTables, DatagramBytes, TableBytesPerByte, static table =>
        {
            WindowsRouteTable.Parse(table);
            WindowsNeighbourTable.Parse(table);
        });

    private static void Fuzz(byte[][] samples, long bytes, long bytesPerByte, Action<byte[]> read)
    {
        var mutator = new Mutator(Seed);
        var clock = Stopwatch.StartNew();
        for (var round = 0; round < Rounds; round++)
        {
            var input = mutator.Damage(samples);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(input);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"round {round}: {Convert.ToHexString(input)}", e);
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            // The first rounds pay for what is made once.
            if (round > 100)
                allocated.ShouldBeLessThanOrEqualTo(bytes + (bytesPerByte * input.Length), $"round {round}");
        }
        clock.Elapsed.ShouldBeLessThan(Bound);
    }

    private static PcpMapRequest Request(bool thirdParty)
    {
        var host = IPAddress.Parse("192.168.1.20");
        var map = new PcpMapData(new PcpNonce(1, 2), Transport.Tcp, 554, 8554, host);
        return new PcpMapRequest(host, 3600, map, thirdParty ? host : null, PreferFailure: thirdParty);
    }

    private sealed class DeafSink : IProbeSink
    {
        public void Found(IGatewayProtocol protocol)
        {
        }

        public void Lost(MappingProtocol protocol, string evidence, bool saidGoodbye = false)
        {
        }

        public void Restarted(string evidence)
        {
        }

        public void Announced(string evidence)
        {
        }

        public void MappingsLost(string evidence)
        {
        }

        public void ExternalAddress(IPAddress? address)
        {
        }

        public void EventsMissed(string evidence)
        {
        }

        public void Stranger(IPAddress address, string evidence)
        {
        }

        public void Answered()
        {
        }

        public void Spoke()
        {
        }

        public void DueToSpeak()
        {
        }
    }
}
