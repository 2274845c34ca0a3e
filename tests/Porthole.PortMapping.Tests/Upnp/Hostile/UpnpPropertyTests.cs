using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Upnp.Http;
using Porthole.PortMapping.Upnp.Mappings;
using Porthole.PortMapping.Upnp.Ssdp;
using Porthole.PortMapping.Upnp.Xml;

namespace Porthole.PortMapping.Tests.Upnp.Hostile;

public sealed class UpnpPropertyTests
{
    [Fact]
    public void Escape_AnyText_ReadsBackTheSame() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            var plain = string.Concat(text.Get.Where(character => !char.IsControl(character) && !char.IsSurrogate(character))).Trim(' ');
            return Text(XmlReferences.Escape(plain)) == plain;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decode_AnyBytes_HoldsNoControlCharacter() =>
        Prop.ForAll<byte[]>(bytes => !new XmlText(bytes, isLiteral: false).Decode().Any(char.IsControl)).QuickCheckThrowOnFailure();

    [Fact]
    public void Resolve_AnyBytes_IsNeverLonger() =>
        Prop.ForAll<byte[]>(bytes => XmlReferences.Resolve(bytes).Length <= bytes.Length).QuickCheckThrowOnFailure();

    [Fact]
    public void Join_AnyChunks_GivesWhatWasCut() =>
        Prop.ForAll<byte[][]>(chunks =>
        {
            var parts = chunks.Where(chunk => chunk.Length > 0).ToList();
            var coded = parts.SelectMany(chunk => Encoding.ASCII.GetBytes($"{chunk.Length:x};ext=1\r\n").Concat(chunk).Concat("\r\n"u8.ToArray()))
                .Concat("0\r\n\r\n"u8.ToArray()).ToArray();
            var at = 0;
            return ChunkedBody.Advance(coded, ref at) == ChunkProgress.Complete
                && coded[..ChunkedBody.Join(coded)].SequenceEqual(parts.SelectMany(part => part));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Advance_ReplyInAnyPieces_GivesTheSameBody() =>
        Prop.ForAll<byte[], PositiveInt>((body, size) =>
        {
            var reply = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n").Concat(body).ToArray();
            var buffer = new HttpMessageBuffer(HttpExpectation.Reply);
            foreach (var piece in reply.Chunk(size.Get))
            {
                piece.CopyTo(buffer.Free);
                buffer.Advance(piece.Length);
            }

            return buffer.Take()!.Body.Span.SequenceEqual(body);
        }).QuickCheckThrowOnFailure();

    [Quirk("3d quotes")]
    [Quirk("3d long description")]
    [Fact]
    public void Fit_AnyText_IsWhatEveryRouterKeeps() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            var fitted = MappingDescription.Fit(text.Get);
            return fitted.Length <= 28
                && fitted.All(character => character is >= ' ' and <= '~' and not '"')
                && MappingDescription.Fit(fitted) == fitted;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ToSeconds_AnyLease_IsPermanentOrUpToAWeek() =>
        Prop.ForAll<TimeSpan>(lease => LeaseTerms.ToSeconds(lease) <= LeaseTerms.Longest && LeaseTerms.ToSeconds(lease) == 0 == (lease <= TimeSpan.Zero))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_HeadersInAnyOrderAndCase_SayTheSame() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new System.Random(seed);
            string[] headers = ["LOCATION: http://192.168.1.1/a", "ST: upnp:rootdevice", "SERVER: x", "USN: uuid:1::upnp:rootdevice", "BOOTID.UPNP.ORG: 7"];
            random.Shuffle(headers);
            var text = "HTTP/1.1 200 OK\r\n" + string.Concat(headers.Select(header => Recase(header, random) + (random.Next(2) == 0 ? "\n" : "\r\n")));
            var message = SsdpMessage.Parse(Encoding.ASCII.GetBytes(text + "\r\n"))!;
            return message is { Location: "http://192.168.1.1/a", Target: "upnp:rootdevice", Server: "x", Device: "uuid:1", BootId: "7" };
        }).QuickCheckThrowOnFailure();

    private static string Text(string escaped) => new XmlText(Encoding.UTF8.GetBytes(escaped), isLiteral: false).Decode();

    private static string Recase(string header, System.Random random)
    {
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        var name = string.Concat(header[..colon].Select(letter => random.Next(2) == 0 ? char.ToLowerInvariant(letter) : letter));
        return name + header[colon..];
    }
}
