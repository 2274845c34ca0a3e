using Porthole.Agent.Api;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Api;

public sealed class ApiTokenTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Prepare_FirstStart_Makes256BitsThatOnlyTheOwnerReads()
    {
        var sut = ApiToken.Prepare(_folder.State);

        var text = ApiToken.Read(_folder.State)!;
        text.Length.ShouldBe(256 / 4);
        sut.IsIn($"Bearer {text}").ShouldBeTrue();
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(_folder.State.TokenFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Prepare_NextStart_KeepsTheToken()
    {
        ApiToken.Prepare(_folder.State);
        var text = ApiToken.Read(_folder.State);

        ApiToken.Prepare(_folder.State);

        ApiToken.Read(_folder.State).ShouldBe(text);
    }

    [Fact]
    public void Prepare_OthersCouldReadIt_MakesAnother()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has access lists in place of modes.");
        ApiToken.Prepare(_folder.State);
        var text = ApiToken.Read(_folder.State);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.State.TokenFile, (UnixFileMode)0b110_100_100);

        ApiToken.Prepare(_folder.State);

        ApiToken.Read(_folder.State).ShouldNotBe(text);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(_folder.State.TokenFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("GGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGG")]
    public void Prepare_FileHoldsNoToken_MakesOne(string content)
    {
        File.WriteAllText(_folder.State.TokenFile, content);

        ApiToken.Prepare(_folder.State);

        ApiToken.Read(_folder.State).ShouldNotBeNull();
    }

    [Fact]
    public void IsIn_NoHeaderOrAnotherScheme_IsFalse()
    {
        var sut = ApiToken.Prepare(_folder.State);
        var text = ApiToken.Read(_folder.State);

        sut.IsIn(null).ShouldBeFalse();
        sut.IsIn(text).ShouldBeFalse();
        sut.IsIn($"Basic {text}").ShouldBeFalse();
        sut.IsIn($"Bearer {text}0").ShouldBeFalse();
        ApiToken.Unknown().IsIn($"Bearer {text}").ShouldBeFalse();
    }

    public void Dispose() => _folder.Dispose();
}
