using Porthole.Tray.Feed;
using Porthole.Tray.Tests.Support;

namespace Porthole.Tray.Tests.Feed;

public sealed class AgentTokenTests
{
    [Theory]
    [InlineData("c2VjcmV0-_.~+/==", "c2VjcmV0-_.~+/==")]
    [InlineData(" abc\r\n", "abc")]
    [InlineData("", null)]
    [InlineData("\n", null)]
    [InlineData("abc\r\nX-Other: 1", null)]
    [InlineData("two words", null)]
    [InlineData("señal", null)]
    public void Read_File_GivesOnlyATokenThatFitsAHeader(string content, string? expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("token", content);

        AgentToken.Read(folder.State).ShouldBe(expected);
    }

    [Fact]
    public void Read_NoFile_GivesNone()
    {
        using var folder = new TemporaryFolder();

        AgentToken.Read(folder.State).ShouldBeNull();
        AgentToken.Read(new StateFolder("/nowhere/at/all")).ShouldBeNull();
    }
}
