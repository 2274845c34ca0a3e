using System.Net;
using Porthole.Agent.Diagnosis.Ports;

namespace Porthole.Agent.Tests.Diagnosis.Ports;

public sealed class LinuxSocketTableTests
{
    // As a little-endian machine writes it: 192.168.1.10:8554 listens, the second is a closed connection, the third is IPv6.
    private static readonly string[] Table =
    [
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
        "   0: 0A01A8C0:216A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0",
        "   1: 0A01A8C0:216A 0100000B:C001 06 00000000:00000000 03:00000E10 00000000     0        0 0 3 0000000000000000",
        "   2: 000080FE00000000FF005450B6AD1DFE:0016 00000000000000000000000000000000:0000 01 00000000:00000000 00:00000000 00000000  1000        0 18446744073709551615 1",
    ];

    [Fact]
    public void Parse_TheKernelsLines_AreSocketsWithAnOwner()
    {
        Assert.SkipUnless(BitConverter.IsLittleEndian, "The sample is a little-endian machine's.");

        LinuxSocketTable.Parse(Table).ShouldBe(
        [
            new BoundSocket(new IPEndPoint(IPAddress.Parse("192.168.1.10"), 8554), 12345, IsListening: true),
            new BoundSocket(new IPEndPoint(IPAddress.Parse("fe80::5054:ff:fe1d:adb6"), 22), ulong.MaxValue, IsListening: false),
        ]);
    }

    [Fact]
    public void Parse_DamagedLines_NeverThrows()
    {
        var random = new Random(20261121);
        for (var run = 0; run < 20_000; run++)
        {
            var line = Table[1 + random.Next(3)].ToCharArray();
            for (var damage = random.Next(1, 6); damage > 0; damage--) line[random.Next(line.Length)] = (char)random.Next(32, 127);
            var text = new string(line)[..random.Next(line.Length + 1)];
            Should.NotThrow(() => LinuxSocketTable.Parse([text]), text);
        }
    }
}
