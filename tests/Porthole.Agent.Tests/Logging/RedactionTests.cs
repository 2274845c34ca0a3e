using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Porthole.Agent.Logging;

namespace Porthole.Agent.Tests.Logging;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("rtsp://admin:p@ss@10.0.0.1/a", "rtsp://***@10.0.0.1/a")]
    [InlineData("http://x/y?user=a&password=b", "http://x/y?user=a&password=***")]
    [InlineData("Authorization: Bearer abcdefghij", "Authorization: Bearer ***")]
    [InlineData("mail to a@b.c", "mail to a@b.c")]
    [InlineData("nothing here", "nothing here")]
    public void Of_Text_HidesSecretsOnly(string text, string expected) => Redaction.Of(text).ShouldBe(expected);

    [Fact]
    public void Of_Json_HidesByNameAndByValue()
    {
        var node = JsonNode.Parse("""{ "Url": "http://u:p@h/", "Api": { "Token": "abc", "Port": 8730 }, "List": ["rtsp://a:b@c/"], "NonceSecret": null }""");

        Redaction.Of(node)!.ToJsonString().ShouldBe("""{"Url":"http://***@h/","Api":{"Token":"***","Port":8730},"List":["rtsp://***@c/"],"NonceSecret":null}""");
    }

    [Fact]
    public void Of_AnyPasswordInAnyUrl_IsGone() => Prop.ForAll(
        ArbMap.Default.ArbFor<Guid>(),
        secret => !Redaction.Of($"x rtsp://admin:{secret:N}@cam/1 y").Contains($"{secret:N}", StringComparison.Ordinal)).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_AnyText_NeverThrows() => Prop.ForAll(
        ArbMap.Default.ArbFor<string?>(),
        text => LogEntry.Parse(text ?? "") is null || text!.Length > 30).QuickCheckThrowOnFailure();
}
