using System.Net;
using System.Net.Http.Json;
using System.Text;
using Porthole.Agent.Api;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Api;

public sealed class SignInApiTests
{
    [Fact]
    public async Task SignIn_WithACode_GivesTheTokenOnce()
    {
        await using var bench = await ApiBench.StartAsync();
        var code = await CodeAsync(bench);

        using var first = await SignInAsync(bench, code);
        using var replay = await SignInAsync(bench, code);

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        first.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await first.Content.ReadFromJsonAsync(SignInJson.Default.SignInToken, TestContext.Current.CancellationToken))!.Token.ShouldBe(ApiToken.Read(bench.Folder));
        replay.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await replay.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("urn:porthole:no-such-code");
    }

    [Fact]
    public async Task SignIn_ExpiredCode_IsRefused()
    {
        await using var bench = await ApiBench.StartAsync();
        var (late, inTime) = (await CodeAsync(bench), "");
        bench.Time.Advance(SignInCodes.Lifetime - TimeSpan.FromSeconds(1));
        inTime = await CodeAsync(bench);
        bench.Time.Advance(TimeSpan.FromSeconds(1));

        using var expired = await SignInAsync(bench, late);
        using var good = await SignInAsync(bench, inTime);

        expired.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        good.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task SignIn_Guesses_AreRefusedAndSlowedDown()
    {
        await using var bench = await ApiBench.StartAsync();
        var answers = new List<HttpStatusCode>();
        for (var guess = 0; guess < 40; guess++)
        {
            using var answer = await SignInAsync(bench, $"{guess:x32}");
            answers.Add(answer.StatusCode);
        }

        answers.Distinct().ShouldBe([HttpStatusCode.Forbidden, HttpStatusCode.TooManyRequests], ignoreOrder: true);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{ \"code\": 1 }")]
    [InlineData("{ \"code\": \"x\", \"cdoe\": \"y\" }")]
    [InlineData("not JSON")]
    public async Task SignIn_OtherBodies_AreNotUnderstood(string body)
    {
        await using var bench = await ApiBench.StartAsync();

        using var answer = await bench.Stranger.PostAsync("api/sign-in", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task SignIn_AsAForeignPageCould_IsRefused()
    {
        await using var bench = await ApiBench.StartAsync();
        var code = await CodeAsync(bench);
        using var form = await bench.Stranger.PostAsync("api/sign-in", new StringContent($$"""{ "code": "{{code}}" }""", Encoding.UTF8, "text/plain"), TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/sign-in") { Content = new StringContent($$"""{ "code": "{{code}}" }""", Encoding.UTF8, "application/json") };
        request.Headers.Add("Origin", "http://evil.example");
        using var foreign = await bench.Stranger.SendAsync(request, TestContext.Current.CancellationToken);

        form.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var owner = await SignInAsync(bench, code);
        owner.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Code_WithoutTheToken_IsNotGiven()
    {
        await using var bench = await ApiBench.StartAsync();

        using var answer = await bench.Stranger.PostAsync("api/sign-in/code", null, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public void Issue_MoreThanAnybodyOpens_TheOldestGivesWay()
    {
        var sut = new SignInCodes(TimeProvider.System);
        var codes = Enumerable.Range(0, 9).Select(_ => sut.Issue()).ToList();

        codes.Distinct().Count().ShouldBe(9);
        codes.Select(sut.TryUse).ShouldBe([false, .. Enumerable.Repeat(true, 8)]);
    }

    private static async Task<string> CodeAsync(ApiBench bench)
    {
        using var answer = await bench.Owner.PostAsync("api/sign-in/code", null, TestContext.Current.CancellationToken);
        var code = (await answer.Content.ReadFromJsonAsync(SignInJson.Default.SignInCode, TestContext.Current.CancellationToken))!;
        code.Seconds.ShouldBe(60);
        return code.Code;
    }

    private static Task<HttpResponseMessage> SignInAsync(ApiBench bench, string code) =>
        bench.Stranger.PostAsync("api/sign-in", new StringContent($$"""{ "code": "{{code}}" }""", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
}
