using System.Diagnostics;
using System.Net;
using System.Text;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Discovery.Ssdp;

namespace Porthole.Agent.Tests.Devices.Discovery;

/// <summary>Whatever arrives on a socket, nothing throws, nothing takes long, and nothing leads to another machine.</summary>
public sealed class HostileAnswersTests
{
    private const int Rounds = 4_000;
    private const int Seed = 20_260_401;

    public static TheoryData<int> Protocols => [.. Enumerable.Range(0, Samples.All.Length)];

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Read_DamagedAnswers_AreReadOrLeft(int index)
    {
        var (protocol, answer) = Samples.All[index];
        var random = new Random(Seed + index);
        for (var round = 0; round < Rounds; round++) Check(protocol.Read(Damage(answer, random), Samples.From), $"{protocol.Evidence}, seed {Seed + index}, round {round}");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Read_AnswersOfOtherProtocols_AreLeft(int index)
    {
        var (protocol, _) = Samples.All[index];
        foreach (var (other, answer) in Samples.All.Where(sample => sample.Protocol.Evidence != protocol.Evidence))
            protocol.Read(answer, Samples.From).ShouldBeEmpty($"{protocol.Evidence} read {other.Evidence}");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Read_TheLargestDatagrams_TakeNoTime(int index)
    {
        var protocol = Samples.All[index].Protocol;
        var watch = Stopwatch.StartNew();
        foreach (var filler in new[] { "<a>", "<a b=\"", "[", "{\"a\":", "&amp;", "\0", "onvif://www.onvif.org/name/x ", "\u00C0\u0C0C", "a:\r\n" })
        {
            foreach (var head in new[] { Array.Empty<byte>(), Samples.All[index].Answer.AsSpan(0, Math.Min(40, Samples.All[index].Answer.Length)).ToArray() })
            {
                var body = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(filler, 65_000 / filler.Length)));
                Check(protocol.Read((byte[])[.. head, .. body], Samples.From), filler);
            }
        }

        // Milliseconds each; a bound that no loaded machine reaches and that quadratic work would.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Description_Damaged_IsReadOrLeft()
    {
        var random = new Random(Seed);
        for (var round = 0; round < Rounds; round++)
        {
            if (DescriptionCall.Read(Damage(Samples.Description, random), Samples.From) is { } sighting) Check([sighting], $"round {round}");
        }
    }

    private static void Check(IReadOnlyList<Sighting> sightings, string what)
    {
        foreach (var sighting in sightings)
        {
            sighting.Address.ShouldBe(Samples.From, what);
            foreach (var url in new[] { sighting.OnvifService, sighting.Description }.OfType<Uri>()) IPAddress.Parse(url.Host).ShouldBe(Samples.From, what);
            foreach (var text in new[] { sighting.Name, sighting.Model, sighting.Serial, sighting.Firmware, sighting.Endpoint }.OfType<string>())
            {
                text.Length.ShouldBeInRange(1, 64, what);
                text.ShouldAllBe(character => !char.IsControl(character), what);
            }

            sighting.Ports.ShouldAllBe(port => port.Number >= 1 && port.Number <= 65_535, what);
        }
    }

    /// <summary>Flips, cuts, doubles and swaps some bytes.</summary>
    private static byte[] Damage(byte[] answer, Random random)
    {
        var bytes = answer.ToList();
        for (var wounds = random.Next(1, 6); wounds > 0 && bytes.Count > 0; wounds--)
        {
            var at = random.Next(bytes.Count);
            var length = random.Next(Math.Min(40, bytes.Count - at)) + 1;
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length)); break;
                case 4: bytes.RemoveRange(at, bytes.Count - at); break;
                default: bytes.InsertRange(at, Enumerable.Range(0, length).Select(_ => (byte)random.Next(256)).ToList()); break;
            }
        }

        return [.. bytes];
    }
}
